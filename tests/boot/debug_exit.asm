; The debug-exit device: 2v+1 for v.
; RUN: %status 33 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     al, 0x10
        out     DEBUG_EXIT, al
