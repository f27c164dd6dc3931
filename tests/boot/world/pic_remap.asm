; A kernel's first steps in real mode: its own interrupt table by LIDT, the PICs remapped to 20h and 28h, the PIT at
; 1000 Hz, its own handler with its own EOI, and a software interrupt through the same table.
; RUN: %run %s --trace irq,vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     al, 0x11                ; ICW1 to ICW4
        out     0x20, al
        out     0xa0, al
        mov     al, 0x20
        out     0x21, al
        mov     al, 0x28
        out     0xa1, al
        mov     al, 4
        out     0x21, al
        mov     al, 2
        out     0xa1, al
        mov     al, 1
        out     0x21, al
        out     0xa1, al
        mov     al, 0xfe                ; only IRQ 0
        out     0x21, al
        mov     al, 0xff
        out     0xa1, al
        mov     al, 0x34                ; channel 0, mode 2
        out     0x43, al
        mov     ax, 1193
        out     0x40, al
        mov     al, ah
        out     0x40, al
        mov     word [0x600 + 0x20 * 4], timer
        mov     word [0x600 + 0x20 * 4 + 2], 0
        mov     word [0x600 + 0x31 * 4], service
        mov     word [0x600 + 0x31 * 4 + 2], 0
        lidt    [idtr]
        int     0x31
        sti
again:  hlt
        cmp     byte [ticks], 4
        jb      again
        cli
        hlt
timer:  inc     byte [ticks]
        push    ax
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret
service:
        mov     eax, 4
        mov     ebx, 0x31
        vmcall
        iret
ticks:  db      0
idtr:   dw      0x3ff
        dd      0x600
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=pic_remap mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=pic_remap kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=13 kind=vmcall number=0x4 name=mark argument=0x31 returned=0x0 rip=0x7c7c
;CHECK-NEXT:irq line=0 vector=0x20 rip=0x7c5c
;CHECK-NEXT:irq line=0 vector=0x20 rip=0x7c5c
;CHECK-NEXT:repeat events=1 times=2 last=21
;CHECK-NEXT:end guest=pic_remap status=ok code=0 exits=23 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=23
