; EPT misconfiguration: an entry that allows writing and not reading. The EPT pointer leads into the guest's memory.
; REQUIRES: bochs
; RUN: %status 105 %vitrine run --no-build --cpu corei5_arrandale_m520 --inject ept_pointer:guest+0x901e %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        hlt
        times 0x9000 - 0x7c00 - ($ - $$) db 0
        dq      2

;CHECK:exit n=0 kind=misconfiguration physical=0x7c00 rip=0x7c00
;CHECK:end guest=ept_misconfiguration status=panic code=105 exits=1 cause="Vitrine built the guest's nested page tables wrong"
;CHECK:result status=panic code=105 exits=1 cause="Vitrine built the guest's nested page tables wrong"
