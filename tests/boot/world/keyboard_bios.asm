; INT 16h: nothing is there at first, then the script's keys come one after the other; Enter ends the guest.
; RUN: %run %s --keys 'aB{f1}\n' --trace bios | %check %s
        bits    16
        org     0x7c00
        mov     ah, 1
        int     0x16
again:  mov     ah, 0
        int     0x16
        cmp     al, 13
        jne     again
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=keyboard_bios mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=keyboard_bios kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x16 function=check-key status=empty caller=0000:7c04 n=0
;CHECK-NEXT:bios int=0x16 function=read-key scan=0x1e char=a status=ok caller=0000:7c08 n=5
;CHECK-NEXT:bios int=0x16 function=read-key status=waiting caller=0000:7c08 n=6
;CHECK-NEXT:bios int=0x16 function=read-key scan=0x30 char=B status=ok caller=0000:7c08 n=28
;CHECK-NEXT:bios int=0x16 function=read-key status=waiting caller=0000:7c08 n=29
;CHECK-NEXT:bios int=0x16 function=read-key scan=0x3b char=0x0 status=ok caller=0000:7c08 n=55
;CHECK-NEXT:bios int=0x16 function=read-key status=waiting caller=0000:7c08 n=56
;CHECK-NEXT:bios int=0x16 function=read-key scan=0x1c char=0xd status=ok caller=0000:7c08 n=76
;CHECK-NEXT:end guest=keyboard_bios status=ok code=0 exits=78 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=78
