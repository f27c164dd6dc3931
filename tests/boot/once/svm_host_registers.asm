; What QEMU 7.2's #VMEXIT leaves of the guest's CR0 is put right and named: here EFER.LME is forced into the VMCB.
; REQUIRES: qemu
; RUN: %status 105 %vitrine run --no-build --emulator qemu --cpu EPYC --inject guest_efer^0x100 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        cpuid
        hlt

;CHECK:panic cause="#VMEXIT left the guest's CR0 in the host"{{.*}}
;CHECK:result status=panic code=105 {{.*}}
