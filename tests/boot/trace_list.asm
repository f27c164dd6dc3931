; --trace chooses what is shown; exits are counted all the same.
; RUN: %run %s --trace console,hlt | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     al, 'x'
        mov     dx, UART
        out     dx, al
        mov     al, 10
        out     dx, al
        cpuid
        hlt
