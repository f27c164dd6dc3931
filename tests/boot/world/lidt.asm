; LIDT in real mode: interrupts go by the table where the guest puts it, of software, of the timer, and of the BIOS by the copied
; vectors. Outside of its limit a vector is a general-protection fault.
; RUN: %run %s --trace bios,vmcall | %check %s
; CHECKS BY HAND
TABLE   equ     0x2000
        bits    16
        org     0x7c00
        cli
        cld
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        xor     si, si
        mov     di, TABLE
        mov     cx, 512
        rep movsw
        mov     word [TABLE + 0x60 * 4], own
        mov     [TABLE + 0x60 * 4 + 2], ax
        mov     word [TABLE + 13 * 4], fault
        mov     [TABLE + 13 * 4 + 2], ax
        mov     word [TABLE + 8 * 4], tick
        mov     [TABLE + 8 * 4 + 2], ax
        lidt    [pointer]
        int     0x60
        int     0x12
        sti
        hlt                             ; the timer's interrupt
        cli
        int     0x70                    ; past the limit
back:   hlt
own:    mov     ebx, 0x60
        jmp     mark
tick:   mov     al, 0x20
        out     0x20, al
        mov     ebx, 8
        jmp     mark
fault:  mov     bp, sp
        mov     word [bp], back
        mov     ebx, 13
mark:   mov     eax, 4
        vmcall
        iret
pointer:
        dw      0x70 * 4 - 1
        dd      TABLE
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x60 {{.*}}
;CHECK-NEXT:bios int=0x12 function=memory-size size=0x9fc00 status=ok {{.*}}
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x8 {{.*}}
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0xd {{.*}}
;CHECK-NEXT:end guest=lidt status=ok code=0 {{.*}}
