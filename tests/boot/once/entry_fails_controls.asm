; VMfailValid with error 7: a pin-based control that must be 1 is 0.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject pin_based_controls:0 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmlaunch outcome=vmfail-valid error=7 name="VM entry with invalid control fields"
;CHECK:vmx step=vmxoff
;CHECK-NEXT:result status=entry-failed code=102 exits=0 cause="VM entry with invalid control fields"
