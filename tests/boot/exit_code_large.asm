; A code above 99 is given as 99; the log has it whole.
; RUN: %status 99 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        vitrine_exit 0x12345
