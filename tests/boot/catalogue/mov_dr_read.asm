; MOV-DR exiting: MOV ECX, DR7.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject primary_processor_controls^0x800000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, dr7
        hlt

;CHECK:exit n=0 kind=unhandled reason=29 name=mov-dr qualification=0x117 rip=0x7c00
;CHECK:end guest=mov_dr_read status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
