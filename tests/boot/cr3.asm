; CR3 exits when it is asked for, both ways.
; RUN: %run %s --intercept cr3 | %check %s
        bits    16
        org     0x7c00
        mov     eax, 0x5000
        mov     cr3, eax
        mov     ebx, cr3
        mov     eax, 4
        vmcall
        hlt
