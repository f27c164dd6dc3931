; VMfailValid with error 8, explained.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject host_cr3:0xffff000000000000 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmlaunch outcome=vmfail-valid error=8 name="VM entry with invalid host-state fields"
;CHECK-NEXT:error field=host_cr3 value=0xffff000000000000 bits=0xffff000000000000 cause="no bit beyond the processor's physical-address width may be 1" section=27.2.2
;CHECK-NEXT:state {{.*}}
;CHECK:vmx step=vmxoff
;CHECK-NEXT:result status=entry-failed code=102 exits=0 cause="VM entry with invalid host-state fields"
