; RDSEED exiting.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject secondary_processor_controls^0x10000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        rdseed  eax
        hlt

;CHECK:exit n=0 kind=unhandled reason=61 name=rdseed qualification=0x0 rip=0x7c00
;CHECK:end guest=rdseed status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
