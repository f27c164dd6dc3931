; NMI-window exiting: nothing blocks NMIs, so the window is open at once.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject pin_based_controls^0x20,primary_processor_controls^0x400000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        nop
        hlt

;CHECK:exit n=0 kind=unhandled reason=8 name=nmi-window qualification=0x0 rip=0x7c00
;CHECK:end guest=nmi_window status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
