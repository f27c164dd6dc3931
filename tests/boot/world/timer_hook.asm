; IRQ 0 in the middle of a program: INT 1Ch counts three ticks while the program loops, then the BDA's own count is
; read. Nothing but the guest's own work makes time pass, so the log repeats.
; CHECKS BY HAND
; RUN: %run %s --trace irq,bios,vmcall | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        cli
        mov     word [0x1c * 4], tick
        mov     [0x1c * 4 + 2], ax
        sti
wait_3: cmp     byte [ticks], 3
        jb      wait_3
        mov     ah, 0                   ; the BIOS's count
        int     0x1a
        mov     eax, 4                  ; mark
        mov     ebx, 0x3333
        vmcall
        cli
        hlt
tick:   inc     byte [cs:ticks]
        iret
ticks:  db      0
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=timer_hook mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=timer_hook kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:irq line=0 vector=0x8 rip=0x7c{{0f|14}}
;CHECK:bios int=0x1a function=get-ticks ticks=824683 status=ok caller=0000:7c1a n={{[0-9]+}}
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x3333 returned=0x0 rip=0x7c26
;CHECK-NEXT:end guest=timer_hook status=ok code=0 exits={{[0-9]+}} cause="halted, and nothing can wake it"
