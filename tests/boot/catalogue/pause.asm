; PAUSE exiting.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x40000000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        pause
        hlt

;CHECK:exit n=0 kind=unhandled reason=40 name=pause qualification=0x0 rip=0x7c00
;CHECK:end guest=pause status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
