; RDSEED exiting: its numbers would make each run another, so the guest's processor has it not, and it raises #UD.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        rdseed  eax
        hlt

;CHECK:exit n=0 kind=instruction instruction=rdseed inject=#UD rip=0x7c00
;CHECK:end guest=rdseed status=crash code=100 exits=2 cause="#UD (vector 0x6) in real mode without a handler"
;CHECK:result status=crash code=100 exits=2 cause="#UD (vector 0x6) in real mode without a handler"
