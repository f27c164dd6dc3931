; `jmp $` with interrupts off: nothing can end that loop, so the guest is over; with them on the timer goes on, and the
; guest is over when it has done nothing else for long.
; RUN: %status 0 %run %s | %check %s
        bits    16
        org     0x7c00
        cli
        jmp     $
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=loops_in_place mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=loops_in_place kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:screen mode=0x3 columns=80 rows=25 cursor-row=0 cursor-column=0
;CHECK-NEXT:end guest=loops_in_place status=ok code=0 exits=0 cause="the guest loops in place with interrupts off"
;CHECK-NEXT:result status=ok code=0 exits=0
