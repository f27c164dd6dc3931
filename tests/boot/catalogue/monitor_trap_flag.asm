; Monitor trap flag: an injected MTF event (type 7) exits before the guest's first instruction.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu tigerlake --inject vm_entry_interruption_information:0x80000700 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        nop
        hlt

;CHECK:exit n=0 kind=unhandled reason=37 name=monitor-trap-flag qualification=0x0 rip=0x7c00
;CHECK:end guest=monitor_trap_flag status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
