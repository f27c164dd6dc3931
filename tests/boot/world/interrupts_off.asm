; A program that never turns interrupts on: INT 1Ah and INT 16h let them in, as on a PC, so that time passes and keys come.
; RUN: %run %s --keys 'x' --trace vmcall,console | %check %s
        bits    16
        org     0x7c00
        cli
        mov     ah, 0
        int     0x1a
        mov     bx, dx
time:   mov     ah, 0
        int     0x1a
        sub     dx, bx
        cmp     dx, 3
        jb      time
        movzx   ebx, dx
        mov     eax, 4
        vmcall
key:    mov     ah, 1
        int     0x16
        jz      key
        movzx   ebx, ax
        mov     eax, 4
        vmcall
        pushf
        pop     bx
        and     ebx, 0x200              ; the program's own interrupts stay off
        mov     eax, 4
        vmcall
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=interrupts_off mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=interrupts_off kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x3 returned=0x0 rip=0x7c1c
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x2d78 returned=0x0 rip=0x7c2f
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c41
;CHECK-NEXT:end guest=interrupts_off status=ok code=0 exits={{[0-9]+}} cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits={{[0-9]+}}
