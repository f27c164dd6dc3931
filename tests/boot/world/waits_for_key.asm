; Nobody types: a guest that waits for a key is over after five seconds of its own time, and that is a good end.
; RUN: %status 0 %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        mov     ah, 0
        int     0x16
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=waits_for_key mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=waits_for_key kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x16 function=read-key status=waiting caller=0000:7c04 n=0
;CHECK-NEXT:end guest=waits_for_key status=ok code=0 exits=366 cause="the guest did nothing but wait, and nothing is to come (idle=)"
;CHECK-NEXT:result status=ok code=0 exits=366
