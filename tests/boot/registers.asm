; The state of a guest that ends badly shows every register.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        mov     eax, 0x11111111
        mov     ebx, 0x22222222
        mov     ecx, 0x33333333
        mov     edx, 0x44444444
        mov     esi, 0x55555555
        mov     edi, 0x66666666
        mov     ebp, 0x77777777
        mov     sp, 0x7000
        std
        int     0x13
