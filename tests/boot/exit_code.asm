; The guest's own code is the exit status.
; RUN: %status 42 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        vitrine_exit 42
