; Page-modification log full: the guest's first write finds no room.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject secondary_processor_controls^0x20000,ept_pointer^0x40,pml_address:0x72000,pml_index:0xffff %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     dword [0x8000], 1
        hlt

;CHECK:exit n=0 kind=unhandled reason=62 name=pml-full qualification=0x0 rip=0x7c00
;CHECK:end guest=pml_full status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
