; A program with its own IRQ 1 handler reads scan codes from port 60h: "a" is pressed and let go, then the arrow up.
; RUN: %run %s --keys 'a{up}' --trace irq,vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        mov     word [9 * 4], key
        mov     [9 * 4 + 2], ax
        sti
again:  hlt
        cmp     byte [codes], 6         ; 1e 9e e0 48 e0 c8
        jb      again
        cli
        hlt
key:    push    eax
        push    ebx
        xor     ebx, ebx
        in      al, 0x60
        mov     bl, al
        mov     eax, 4
        vmcall
        inc     byte [codes]
        mov     al, 0x20
        out     0x20, al
        pop     ebx
        pop     eax
        iret
codes:  db      0
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=keyboard_port mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=keyboard_port kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:irq line=0 vector=0x8 rip=0x7c10
;CHECK-NEXT:irq line=0 vector=0x8 rip=0x7c10
;CHECK-NEXT:repeat events=1 times=16 last=52
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=56 kind=vmcall number=0x4 name=mark argument=0x1e returned=0x0 rip=0x7c2a
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=60 kind=vmcall number=0x4 name=mark argument=0x9e returned=0x0 rip=0x7c2a
;CHECK-NEXT:irq line=0 vector=0x8 rip=0x7c10
;CHECK-NEXT:irq line=0 vector=0x8 rip=0x7c10
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=70 kind=vmcall number=0x4 name=mark argument=0xe0 returned=0x0 rip=0x7c2a
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=74 kind=vmcall number=0x4 name=mark argument=0x48 returned=0x0 rip=0x7c2a
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=78 kind=vmcall number=0x4 name=mark argument=0xe0 returned=0x0 rip=0x7c2a
;CHECK-NEXT:irq line=1 vector=0x9 rip=0x7c10
;CHECK-NEXT:exit n=82 kind=vmcall number=0x4 name=mark argument=0xc8 returned=0x0 rip=0x7c2a
;CHECK-NEXT:end guest=keyboard_port status=ok code=0 exits=85 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=85
