; A loop that looks at memory, for what an interrupt will put there, can't be told from work: it ends by its budget, and not as ok.
; CHECKS BY HAND
; RUN: %status 101 %run %s --trace none --budget 200M | %check %s
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

;CHECK:guest name=waits_in_memory mode=real entry=0000:7c00 memory=16MiB budget=200000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=waits_in_memory kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:state rip={{.*}}
;CHECK:end guest=waits_in_memory status=budget code=101 exits={{[0-9]+}} cause="the guest used up its time (budget=)"
;CHECK-NEXT:result status=budget code=101 exits={{[0-9]+}} cause="the guest used up its time (budget=)"
