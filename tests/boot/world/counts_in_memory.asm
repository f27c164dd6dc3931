; A delay that counts in a global, by the same registers at each tick, is work: the guest isn't over after five seconds.
; RUN: %run %s --trace vmcall | %check %s
; CHECKS BY HAND
COUNT   equ     25000000                ; three instructions each: almost eight seconds
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     dword [counter], 0
delay:  inc     dword [counter]
        cmp     dword [counter], COUNT
        jb      delay
        mov     ebx, 1
        mov     eax, 4
        vmcall
        cli
        hlt
counter equ     0x9000
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x1 {{.*}}
;CHECK-NEXT:end guest=counts_in_memory status=ok code=0 {{.*}} cause="halted, and nothing can wake it"
