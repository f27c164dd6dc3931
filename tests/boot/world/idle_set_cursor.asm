; A prompt that halts, asks for a key and puts the cursor where it is already does nothing but wait.
; RUN: %status 0 %run %s --trace none | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
again:  mov     ah, 2
        mov     bh, 0
        mov     dx, 0x0505
        int     0x10
        mov     ah, 3                   ; and asks where it is
        int     0x10
        mov     ah, 1
        int     0x16
        hlt
        jmp     again
        times   510-($-$$) db 0
        dw      0xaa55

;CHECK:guest name=idle_set_cursor {{.*}}
;CHECK-NEXT:disk drive=0x0 {{.*}}
;CHECK-NEXT:end guest=idle_set_cursor status=ok code=0 exits={{[0-9]+}} cause="the guest did nothing but wait, and nothing is to come (idle=)"
;CHECK-NEXT:result status=ok code=0 exits={{[0-9]+}}
