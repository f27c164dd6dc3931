; APIC access: a write.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject secondary_processor_controls^0x1,apic_access_address:guest+0x8000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     dword [0x80b0], eax
        hlt

;CHECK:exit n=0 kind=unhandled reason=44 name=apic-access qualification=0x10b0 rip=0x7c00
;CHECK:end guest=apic_access_write status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
