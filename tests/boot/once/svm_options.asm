; Options for VMX alone are refused under SVM, with the reason.
; REQUIRES: qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu --option clock=preemption | %check %s --check-prefix CLOCK
; CHECKS BY HAND

;CLOCK:error missing=preemption-timer cause="clock=preemption was asked for and SVM has no such timer" {{.*}}
;CLOCK-NEXT:svm step=svme-off
;CLOCK-NEXT:result status=unsupported code=103 {{.*}}
