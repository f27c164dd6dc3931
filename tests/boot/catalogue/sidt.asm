; Descriptor-table exiting: SIDT.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject secondary_processor_controls^0x4 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        sidt    [0x7000]
        hlt

;CHECK:exit n=0 kind=unhandled reason=46 name=gdtr-or-idtr-access qualification=0x7000 rip=0x7c00
;CHECK:end guest=sidt status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
