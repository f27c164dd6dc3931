; What a disk refuses: past the last cylinder, a sector that a track hasn't, a buffer outside of memory, a missing drive, a
; function that no BIOS has; and what it takes: a write, read back.
; RUN: %run %s --trace bios,vmcall --memory 1M | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     bx, 0x8000
        mov     ax, 0x0201
        mov     cx, 80 << 8 | 1         ; cylinder 80 of 80
        mov     dx, 0
        int     0x13
        mov     ax, 0x0201
        mov     cx, 0x0013              ; sector 19 of 18
        int     0x13
        push    es
        mov     ax, 0xffff
        mov     es, ax
        mov     ax, 0x0201
        mov     cx, 0x0001
        mov     bx, 0xff00              ; past 1 MiB, which is all there is
        int     0x13
        pop     es
        mov     ax, 0x0201
        mov     bx, 0x8000
        mov     dl, 0x81
        int     0x13
        mov     ax, 0x9900
        mov     dl, 0
        int     0x13
        mov     word [0x8000], 0xabcd
        mov     ax, 0x0301
        mov     cx, 0x0001
        int     0x13
        mov     word [0x8000], 0
        mov     ax, 0x0201
        int     0x13
        movzx   ebx, word [0x8000]
        mov     eax, 4
        vmcall
        mov     ah, 0x15
        int     0x13
        mov     ah, 8
        int     0x13
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=disk_errors mode=real entry=0000:7c00 memory=1MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=disk_errors kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=80 head=0 sector=1 count=1 status=sector-not-found caller=0000:7c14 n=0
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=19 count=1 status=sector-not-found caller=0000:7c1c n=1
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=1 count=1 status=bad-buffer caller=0000:7c2d n=2
;CHECK-NEXT:bios int=0x13 function=read drive=0x81 cylinder=0 head=0 sector=1 count=1 status=bad-command caller=0000:7c38 n=3
;CHECK-NEXT:bios int=0x13 function=unknown ax=0x9900 status=unsupported caller=0000:7c3f n=4
;CHECK-NEXT:bios int=0x13 function=write drive=0x0 cylinder=0 head=0 sector=1 count=1 status=ok caller=0000:7c4d n=5
;CHECK-NEXT:bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=1 count=1 status=ok caller=0000:7c58 n=6
;CHECK-NEXT:exit n=7 kind=vmcall number=0x4 name=mark argument=0xabcd returned=0x0 rip=0x7c64
;CHECK-NEXT:bios int=0x13 function=drive-type drive=0x0 status=ok caller=0000:7c6b n=8
;CHECK-NEXT:bios int=0x13 function=parameters drive=0x0 cylinders=80 heads=2 sectors=18 status=ok caller=0000:7c6f n=9
;CHECK-NEXT:disk drive=0x0 written=1 kept=no
;CHECK-NEXT:end guest=disk_errors status=ok code=0 exits=11 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=11
