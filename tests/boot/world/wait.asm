; INT 15h, AH=86h takes no work, only time: 100 ms are two ticks of the timer, and the next call says so.
; RUN: %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        mov     ah, 0
        int     0x1a
        mov     cx, 1
        mov     dx, 0x86a0
        mov     ah, 0x86
        int     0x15
        mov     ah, 0
        int     0x1a
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=wait mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=wait kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824680 status=ok caller=0000:7c04 n=0
;CHECK-NEXT:bios int=0x15 function=wait microseconds=100000 status=waiting caller=0000:7c0e n=1
;CHECK-NEXT:bios int=0x15 function=wait microseconds=100000 status=ok caller=0000:7c0e n=9
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824682 status=ok caller=0000:7c12 n=10
;CHECK-NEXT:end guest=wait status=ok code=0 exits=12 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=12
