; Options for VMX alone are refused under SVM, with the reason.
; REQUIRES: qemu
; RUN: %status 104 %vitrine run --no-build --emulator qemu --inject guest_rflags:0 | %check %s --check-prefix INJECT
; RUN: %status 103 %vitrine run --no-build --emulator qemu --option clock=preemption | %check %s --check-prefix CLOCK
; CHECKS BY HAND

;INJECT:error cause="inject= names fields of a VMCS, and this processor has SVM"
;INJECT-NEXT:svm step=svme-off
;INJECT-NEXT:result status=bad-input code=104 {{.*}}
;CLOCK:error missing=preemption-timer cause="clock=preemption was asked for and SVM has no such timer" {{.*}}
;CLOCK-NEXT:svm step=svme-off
;CLOCK-NEXT:result status=unsupported code=103 {{.*}}
