; A field's name that isn't one lists those near to it; so does a line of experiments.
; REQUIRES: bochs, qemu
; RUN: %status 104 %vitrine run --no-build --inject guest_cs_acces_rights:0x93 | %check %s
; RUN: %status 104 %vitrine run --no-build --inject access_rights:0x93 | %check %s --check-prefix PART
; RUN: %status 104 %vitrine run --no-build --inject exit_reason:0 | %check %s --check-prefix READ-ONLY
; RUN: %status 104 %vitrine run --no-build --inject vpid:0x10000 | %check %s --check-prefix WIDE
; RUN: %status 104 %vitrine run --no-build --emulator qemu --inject guest_asd:0 | %check %s --check-prefix SVM
; CHECKS BY HAND

;CHECK:error option=guest_cs_acces_rights cause="there is no such VMCS field" close=guest_cs_access_rights,guest_es_access_rights,guest_ss_access_rights
;CHECK-NEXT:result status=bad-input code=104 exits=0 cause="there is no such VMCS field"
;PART:error option=access_rights cause="there is no such VMCS field" close=guest_es_access_rights,guest_cs_access_rights,guest_ss_access_rights
;READ-ONLY:error option=exit_reason cause="there is no such VMCS field" {{.*}}
;WIDE:error option=vpid:0x10000 cause="the value makes no sense for the field" valid="a number that fits the field"
;SVM:error option=guest_asd cause="there is no such VMCB field" close=guest_asid{{.*}}
