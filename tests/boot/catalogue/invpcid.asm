; INVPCID exits with INVLPG exiting.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject primary_processor_controls^0x200 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "../protected.inc"
        enter_protected
        xor     eax, eax
        invpcid eax, [0x7000]
        hlt
        segments
        interrupts
        end_of_interrupts

;CHECK:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK:exit n=1 kind=unhandled reason=58 name=invpcid qualification=0x7000 rip=0x7c2c
;CHECK:end guest=invpcid status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
