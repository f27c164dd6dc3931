; VMfailValid with error 7: pin-based controls that must be 1 are 0, and one that another field needs is missing. Each broken rule is a
; line: field, value, the bits by their names, the rule, a second field that it speaks of, the manual's section.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject pin_based_controls:0 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmlaunch outcome=vmfail-valid error=7 name="VM entry with invalid control fields"
;CHECK-NEXT:error field=pin_based_controls value=0x0 bits=0x16 write=0x16 cause="each bit must be as the processor's capability MSRs allow (vol. 3D, A.3 to A.5)" section=27.2.1.1
;CHECK-NEXT:error field=vm_exit_controls value=0x7fefff cause="without \"activate VMX-preemption timer\", \"save VMX-preemption timer value\" must be 0" other=pin_based_controls other-value=0x0 section=27.2.1.2
;CHECK-NEXT:state {{.*}}
;CHECK:vmx step=vmxoff
;CHECK-NEXT:result status=entry-failed code=102 exits=0 cause="VM entry with invalid control fields"
