; GETSEC exits, with CR4.SMXE that Vitrine hides from its guests set behind their back.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject guest_cr4^0x4000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        db      0x0f, 0x37              ; GETSEC
        hlt

;CHECK:exit n=0 kind=unhandled reason=11 name=getsec qualification=0x0 rip=0x7c00
;CHECK:end guest=getsec status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
