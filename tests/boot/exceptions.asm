; Exceptions in real mode exit, are logged, and go to the guest's own handlers.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [0 * 4], divide
        mov     word [0 * 4 + 2], 0
        mov     word [3 * 4], back
        mov     word [3 * 4 + 2], 0
        mov     word [4 * 4], back
        mov     word [4 * 4 + 2], 0
        mov     word [6 * 4], invalid
        mov     word [6 * 4 + 2], 0
        xor     bx, bx
        div     bl
        int3
        mov     al, 0x7f
        inc     al                      ; OF
        into
        ud2
        int     4                       ; a software interrupt is no exception: no exit
        hlt
divide:
invalid:
        push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
back:   iret
