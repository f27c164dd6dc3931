; A guest that never ends is over with its budget, by the same words on both vendors.
; CHECKS BY HAND
; RUN: %status 101 %run %s --trace none --budget 10M | %check %s
        bits    16
        org     0x7c00
more:   inc     eax
        jmp     more
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:end guest=out_of_time status=budget code=101 exits={{[0-9]+}} cause="the guest used up its time (budget=)"
