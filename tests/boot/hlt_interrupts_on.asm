; Nothing can wake a halted guest, with interrupts on neither.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        sti
        hlt

;CHECK:guest name=hlt_interrupts_on mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=hlt interrupts=on rip=0x7c01
;CHECK-NEXT:end guest=hlt_interrupts_on status=ok code=0 exits=1
;CHECK-NEXT:result status=ok code=0 exits=1
