; Virtualized EOI: the guest ends vector 0x31, whose bit in the EOI-exit bitmap is set.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject primary_processor_controls^0x200000,secondary_processor_controls^0x301,virtual_apic_address:0x70000,apic_access_address:guest+0x8000,guest_interrupt_status:0x3100,eoi_exit_bitmap0:0x2000000000000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     dword [0x80b0], 0
        hlt

;CHECK:exit n=0 kind=unhandled reason=45 name=virtualized-eoi qualification=0x31 rip=0x7c09
;CHECK:end guest=virtualized_eoi status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
