; An image with a partition table is a hard disk, with the geometry that the table shows, read by packets too.
; RUN: %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ah, 0x41
        mov     bx, 0x55aa
        int     0x13
        mov     si, packet
        mov     ah, 0x42
        int     0x13
        mov     dword [packet + 8], 0x1000
        mov     ah, 0x42
        int     0x13
        mov     si, 0x600
        mov     word [si], 0x1a
        mov     ah, 0x48
        int     0x13
        mov     ah, 8
        int     0x13
        cli
        hlt
        align   4
packet: db      16, 0
        dw      1, 0x8000, 0
        dq      1
        times   446 - ($ - $$) db 0
        db      0x80, 0, 2, 0, 0x0c, 15, 63, 0
        dd      1, 1
        times   510 - ($ - $$) db 0
        dw      0xaa55
        times   512 db 0x5a

;CHECK:guest name=hard_disk mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x80 name=hard_disk kind=hard size=1KiB cylinders=1 heads=16 sectors=63
;CHECK-NEXT:bios int=0x13 function=extensions-check drive=0x80 status=ok caller=0000:7c0b n=0
;CHECK-NEXT:bios int=0x13 function=read-extended drive=0x80 lba=0x1 count=1 status=ok caller=0000:7c12 n=1
;CHECK-NEXT:bios int=0x13 function=read-extended drive=0x80 lba=0x1000 count=1 status=sector-not-found caller=0000:7c1f n=2
;CHECK-NEXT:bios int=0x13 function=parameters-extended drive=0x80 sectors=1008 status=ok caller=0000:7c2a n=3
;CHECK-NEXT:bios int=0x13 function=parameters drive=0x80 cylinders=1 heads=16 sectors=63 status=ok caller=0000:7c2e n=4
;CHECK-NEXT:end guest=hard_disk status=ok code=0 exits=6 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=6
