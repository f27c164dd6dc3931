; A processor with neither VMX nor SVM: the refusal says so. QEMU without KVM has no VMX on its models of Intel processors.
; REQUIRES: qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu qemu64,-svm | %check %s
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu Skylake-Server | %check %s
; CHECKS BY HAND

;CHECK:vitrine version=0.1.0 format=1
;CHECK:error missing=virtualization cause="CPUID says this processor has neither VMX nor SVM, so no guest can run" hint="run on a processor with VMX or SVM, or on an emulator's model of one"
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="CPUID says this processor has neither VMX nor SVM, so no guest can run"
;CHECK-NOT:{{.}}
