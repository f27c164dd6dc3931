; Descriptor-table exiting: SLDT, which there is in protected mode alone.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject secondary_processor_controls^0x4,guest_cr0:0x31 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        sldt    ax
        hlt

;CHECK:exit n=0 kind=unhandled reason=47 name=ldtr-or-tr-access qualification=0x0 rip=0x7c00
;CHECK:end guest=sldt status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
