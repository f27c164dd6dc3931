; A processor with neither EPT nor unrestricted guest nor VPID: each is named with its cost.
; REQUIRES: bochs
; RUN: %status 103 %vitrine run --no-build --cpu core2_penryn_t9600 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=check revision=0x2b region=4096 memory-type=write-back locked=1 true-controls=1 ept=0 unrestricted-guest=0 vpid=0 preemption-timer=0
;CHECK-NEXT:error missing=ept cause="no EPT: guest memory can't be isolated, so no guest can run on this processor"
;CHECK-NEXT:error missing=unrestricted-guest cause="no unrestricted guest: a real-mode guest can't run on this processor"
;CHECK-NEXT:vmx step=check missing=vpid cause="no VPID: the processor drops its translations at every entry and exit, which only costs time"
;CHECK-NEXT:vmx step=check missing=preemption-timer cause="no VMX-preemption timer: the local APIC's timer keeps the budget, less exactly"
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="no EPT: guest memory can't be isolated, so no guest can run on this processor"
;CHECK-NOT:{{.}}
