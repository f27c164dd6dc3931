; The same where the local APIC's timer keeps the budget, as on a processor without a preemption timer.
; On a busy machine QEMU's time may be over before the first instruction is.
; RUN: %status 101 %run %s --budget 5M --option clock=apic | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        sti                             ; Bochs doesn't interrupt a guest that has had IF clear since its entry
again:  jmp     again
;CHECK:guest name=budget_apic mode=real entry=0000:7c00 memory=16MiB budget=5000000
;CHECK-NEXT:exit n=0 kind=budget rip=0x7c0{{[01]}}
;CHECK:end guest=budget_apic status=budget code=101 exits=1 cause="the guest used up its budget (budget=)"
;CHECK-NEXT:result status=budget code=101 exits=1 cause="the guest used up its budget (budget=)"
