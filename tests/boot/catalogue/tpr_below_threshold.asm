; TPR below threshold: VTPR is 0 at the entry, and with "virtualize APIC accesses" that is an exit.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x200000,secondary_processor_controls^0x1,virtual_apic_address:0x70000,apic_access_address:0x71000,tpr_threshold:0x5 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        nop
        hlt

;CHECK:exit n=0 kind=unhandled reason=43 name=tpr-below-threshold qualification=0x0 rip=0x7c00
;CHECK:end guest=tpr_below_threshold status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
