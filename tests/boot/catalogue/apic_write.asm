; APIC write: of a register that APIC-register virtualization passes on.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject primary_processor_controls^0x200000,secondary_processor_controls^0x101,virtual_apic_address:0x70000,apic_access_address:guest+0x8000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     dword [0x8320], 0x10000
        hlt

;CHECK:exit n=0 kind=unhandled reason=56 name=apic-write qualification=0x320 rip=0x7c09
;CHECK:end guest=apic_write status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
