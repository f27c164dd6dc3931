; The trap flag traps after an instruction that exited, too.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [1 * 4], trap
        mov     word [1 * 4 + 2], 0
        pushf
        pop     ax
        or      ax, 1 << 8
        push    ax
        popf
        out     0x80, al                ; exits, then traps
        nop
        hlt
trap:   push    bp
        mov     bp, sp
        mov     bx, [bp + 2]            ; where it trapped
        pop     bp
        iret
