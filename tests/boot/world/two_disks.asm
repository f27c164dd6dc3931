; Two guests of one run: the second finds the disk as it was given, also where the image is as large as its drive and so could have been
; used where it lies.
; RUN: %run %s --option guest=disk,disk --trace none | %check %s
; CHECKS BY HAND
        org     0x7c00
        bits    16
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     ax, 0x0201
        mov     bx, 0x8000
        mov     cx, 0x0002
        mov     dh, 0
        int     0x13
        mov     ebx, 7
        cmp     byte [0x8000], 0
        jne     end
        mov     byte [0x8000], 0xaa
        mov     ax, 0x0301
        mov     bx, 0x8000
        mov     cx, 0x0002
        mov     dh, 0
        int     0x13
        xor     ebx, ebx
end:    mov     eax, 1
        vmcall
        times   510-($-$$) db 0
        dw      0xaa55
        times   1474560-($-$$) db 0

;CHECK:end guest=two_disks status=ok code=0 exits=3
;CHECK:end guest=two_disks status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=6
