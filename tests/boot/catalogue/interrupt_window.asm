; Interrupt-window exiting: the guest turns interrupts on.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x4 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        sti
        nop
        nop
        hlt

;CHECK:exit n=0 kind=unhandled reason=7 name=interrupt-window qualification=0x0 rip=0x7c02
;CHECK:end guest=interrupt_window status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
