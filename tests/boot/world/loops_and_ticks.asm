; `jmp $` with interrupts on, as a boot sector of a tutorial ends.
; RUN: %status 0 %run %s --trace none | %check %s
        bits    16
        org     0x7c00
        sti
        jmp     $
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=loops_and_ticks mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=loops_and_ticks kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:end guest=loops_and_ticks status=ok code=0 exits=182 cause="the guest did nothing but wait, and nothing is to come (idle=)"
;CHECK-NEXT:result status=ok code=0 exits=182
