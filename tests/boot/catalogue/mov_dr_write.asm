; MOV-DR exiting: MOV DR1, EBX.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x800000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ebx, 0x1234
        mov     dr1, ebx
        hlt

;CHECK:exit n=0 kind=unhandled reason=29 name=mov-dr qualification=0x301 rip=0x7c06
;CHECK:end guest=mov_dr_write status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
