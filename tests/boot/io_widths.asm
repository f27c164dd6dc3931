; IN and OUT of every width, by immediate and by DX, where no device is: reads give ones in their part of EAX alone.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, 0x12345678
        out     0x80, al
        out     0x80, ax
        out     0x80, eax
        mov     dx, 0xffff
        out     dx, al
        out     dx, ax
        out     dx, eax
        xor     eax, eax
        in      al, 0x61
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        in      ax, 0x61
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        xor     eax, eax
        in      al, dx
        in      ax, dx
        in      eax, dx
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        hlt
