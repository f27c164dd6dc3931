; A boot sector with one sector behind it: the rest of the floppy is there, too. Loaders read more than their program has, and give up
; when that fails. What they read of it is named.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x020a              ; read 10 sectors
        mov     cx, 2
        mov     dh, 0
        mov     bx, 0x7e00
        int     0x13
        movzx   ebx, word [0x7e00]
        mov     eax, 4                  ; hypercall 4: mark
        vmcall
        movzx   ebx, word [0x7e00 + 512 * 9]
        mov     eax, 4
        vmcall
        mov     ax, 0x0301              ; write the last sector
        mov     cx, 79 << 8 | 18
        mov     dh, 1
        mov     bx, 0x7e00
        int     0x13
        mov     ax, 0x0201
        mov     bx, 0x9000
        int     0x13
        movzx   ebx, word [0x9000]
        mov     eax, 4
        vmcall
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55
        dw      0x600d

;CHECK:guest name=short_image mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=short_image kind=floppy size=1KiB cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=2 count=10 beyond=9 status=ok caller=0000:7c0d n=0
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x600d returned=0x0 rip=0x7c19
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c28
;CHECK-NEXT:bios int=0x13 function=write drive=0x0 cylinder=79 head=1 sector=18 count=1 status=ok caller=0000:7c38 n=3
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=79 head=1 sector=18 count=1 status=ok caller=0000:7c40 n=4
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x600d returned=0x0 rip=0x7c4c
;CHECK-NEXT:disk drive=0x0 written=1 kept=no
;CHECK-NEXT:end guest=short_image status=ok code=0 exits=7 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=7
