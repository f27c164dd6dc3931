; The largest budget there is isn't over at once, by either clock or on a PC.
; RUN: %run %s --budget 18446744073709551615 | %check %s --check-prefixes CHECK,BARE
; RUN: %run %s --budget 18446744073709551615 --option clock=apic | %check %s --check-prefixes CHECK,BARE
; RUN: %run %s --budget 18446744073709551615 --platform pc --trace io,hlt | %check %s --check-prefixes CHECK,PC
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     cx, 1000
again:  loop    again
        out     0x80, al
        cli
        hlt

;BARE:guest name=budget_largest mode=real entry=0000:7c00 memory=16MiB budget=18446744073709551615
;PC:guest name=budget_largest mode=real entry=0000:7c00 memory=16MiB budget=18446744073709551615 platform=pc time=work
;CHECK:exit n=0 kind=io direction=out port=0x80 size=1 value=0x0 device={{none|system}} rip=0x7c05
;CHECK-NEXT:exit n=1 kind=hlt interrupts=off rip=0x7c08
;CHECK:end guest=budget_largest status=ok code=0 exits=2{{.*}}
;CHECK-NEXT:result status=ok code=0 exits=2
