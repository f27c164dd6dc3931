; VMFUNC of a function that isn't on.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject secondary_processor_controls^0x2000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "../protected.inc"
        enter_protected
        xor     eax, eax
        db      0x0f, 0x01, 0xd4        ; VMFUNC
        hlt
        segments
        interrupts
        end_of_interrupts

;CHECK:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK:exit n=1 kind=unhandled reason=59 name=vmfunc qualification=0x0 rip=0x7c2c
;CHECK:end guest=vmfunc status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
