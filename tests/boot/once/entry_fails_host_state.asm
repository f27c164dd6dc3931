; VMfailValid with error 8.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject host_cr3:0xffff000000000000 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmlaunch outcome=vmfail-valid error=8 name="VM entry with invalid host-state fields"
;CHECK:vmx step=vmxoff
;CHECK-NEXT:result status=entry-failed code=102 exits=0 cause="VM entry with invalid host-state fields"
