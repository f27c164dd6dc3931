; VMWRITE to a field that this processor lacks (VMfailValid 12) names the field.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --cpu corei5_arrandale_m520 --guest real --inject xss_exiting_bitmap:0 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmwrite outcome=vmfail-valid error=12 name={{.*}}
;CHECK-NEXT:error field=xss_exiting_bitmap cause="VMWRITE refused the field"
;CHECK:result status=entry-failed code=102 {{.*}}
