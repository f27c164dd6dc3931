; Real, protected, real with big segments ("unreal" mode), and I/O with a 32-bit address above 64 KiB there.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, 0x08
        mov     ds, bx
        and     al, 0xfe
        mov     cr0, eax
        xor     bx, bx
        mov     ds, bx                  ; base 0 again; the limit stays 4 GiB
        mov     esi, 0x123456
        mov     byte [esi], 0x5a
        mov     dx, 0x80
        a32 outsb
        hlt
        align   8
gdt:    dq      0, 0x00cf92000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
