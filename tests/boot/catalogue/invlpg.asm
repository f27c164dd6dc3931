; INVLPG exiting: the qualification is the linear address.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x200 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        invlpg  [0x1234]
        hlt

;CHECK:exit n=0 kind=unhandled reason=14 name=invlpg qualification=0x1234 rip=0x7c00
;CHECK:end guest=invlpg status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
