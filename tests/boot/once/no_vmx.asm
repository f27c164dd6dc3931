; QEMU without KVM has no VMX: the refusal says so, on every model it has.
; REQUIRES: qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu | %check %s
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu Skylake-Server | %check %s
; CHECKS BY HAND

;CHECK:vitrine version=0.1.0 format=1
;CHECK:error missing=vmx cause="CPUID says this processor has no VMX, so no guest can run" hint="run on an Intel processor, or on a Bochs model of one"
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="CPUID says this processor has no VMX, so no guest can run"
;CHECK-NOT:{{.}}
