; A delay that counts on the stack, as a compiler makes it without optimization, is work: the guest isn't over after five seconds.
; RUN: %run %s --trace vmcall | %check %s
; CHECKS BY HAND
COUNT   equ     25000000                ; three instructions each: almost eight seconds
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     bp, sp
        sub     sp, 8
        mov     dword [bp - 4], 0
delay:  inc     dword [bp - 4]
        cmp     dword [bp - 4], COUNT
        jb      delay
        mov     ebx, 1
        mov     eax, 4
        vmcall
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x1 {{.*}}
;CHECK-NEXT:end guest=counts_on_stack status=ok code=0 {{.*}} cause="halted, and nothing can wake it"
