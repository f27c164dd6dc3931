; A processor with EPT and without unrestricted guest: the refusal says what it costs. VMX is left alone.
; REQUIRES: bochs
; RUN: %status 103 %vitrine run --no-build --cpu corei5_lynnfield_750 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=check revision=0x2b region=4096 memory-type=write-back locked=1 true-controls=1 ept=1 unrestricted-guest=0 vpid=1 preemption-timer=1
;CHECK-NEXT:error missing=unrestricted-guest cause="no unrestricted guest: a real-mode guest can't run on this processor"{{.*}}
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="no unrestricted guest: a real-mode guest can't run on this processor"
;CHECK-NOT:{{.}}
