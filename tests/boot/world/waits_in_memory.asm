; Protected mode's idle loops look at memory, not at ports: what an interrupt will put there. Such a guest only waits, too.
; CHECKS BY HAND
; RUN: %run %s --trace none | %check %s
        bits    16
        org     0x7c00
        sti
wait_:  mov     al, [key]
        test    al, al
        jz      wait_
        cli
        hlt
key:    db      0
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=waits_in_memory mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=waits_in_memory kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:end guest=waits_in_memory status=ok code=0 exits={{[0-9]+}} cause="the guest did nothing but wait, and nothing is to come (idle=)"
;CHECK-NEXT:result status=ok code=0 exits={{[0-9]+}}
