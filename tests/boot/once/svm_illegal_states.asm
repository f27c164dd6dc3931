; VMEXIT_INVALID is explained: each broken rule by its field, and SVM is left all the same.
; REQUIRES: qemu, bochs
; RUN: %status 102 %vitrine run --no-build --emulator qemu --guest real --inject guest_asid:0 | %check %s --check-prefix ASID
; RUN: %status 102 %vitrine run --no-build --cpu ryzen --guest real --inject guest_asid:0 | %check %s --check-prefix ASID
; RUN: %status 102 %vitrine run --no-build --emulator qemu --guest real --inject intercepts_2:0 | %check %s --check-prefix INTERCEPT
; RUN: %status 102 %vitrine run --no-build --cpu ryzen --guest real --inject intercepts_2:0 | %check %s --check-prefix INTERCEPT
; RUN: %status 102 %vitrine run --no-build --emulator qemu --guest real --inject guest_efer:0,guest_cr0:0x20000010 | %check %s --check-prefix TWO
; RUN: %status 104 %vitrine run --no-build --emulator qemu --inject host_cr3:0 | %check %s --check-prefix UNKNOWN
; CHECKS BY HAND

;ASID:svm step=vmcb area=injected fields=1
;ASID:svm step=vmrun outcome=vmexit-invalid
;ASID-NEXT:error field=guest_asid value=0x0 cause="ASID 0 is the host's; a guest's must be 1 or more" section=15.5.1
;ASID-NEXT:state {{.*}}
;ASID:end guest=real status=entry-failed code=102 exits=0 cause="VMRUN refused the VMCB (VMEXIT_INVALID)"
;ASID-NEXT:svm step=svme-off
;ASID-NEXT:result status=entry-failed code=102 {{.*}}
;INTERCEPT:error field=intercepts_2 value=0x0 cause="VMRUN must be intercepted (bit 0)" section=15.5.1
;TWO:error field=guest_efer value=0x0 cause="EFER.SVME is 0; it must be 1" section=15.5.1
;TWO-NEXT:error field=guest_cr0 value=0x20000010 cause="CR0.NW is 1 while CR0.CD is 0" section=15.5.1
;TWO-NEXT:state {{.*}}
;UNKNOWN:error option=host_cr3 cause="there is no such VMCB field" {{.*}}
