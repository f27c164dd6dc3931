; check=entry asks the manual's rules before the first entry, dump=entry shows every field that they are asked of.
; REQUIRES: bochs, qemu
; RUN: %vitrine run --no-build --guest real --trace none --option check=entry --option dump=entry | %check %s
; RUN: %vitrine run --no-build --emulator qemu --guest real --trace none --option check=entry --option dump=entry | %check %s --check-prefix SVM
; RUN: %status 102 %vitrine run --no-build --guest real --inject guest_rflags^0x2,host_cs_selector:0xb --option check=entry | %check %s --check-prefix BROKEN
; CHECKS BY HAND

;CHECK:vmcs field=vpid value=0x1
;CHECK:vmcs field=guest_rflags value=0x2
;CHECK:check name=entry rules=293 broken=0 unknown=0 status=ok
;CHECK-NEXT:vmx step=vmlaunch
;SVM:vmcb field=guest_asid value=0x1
;SVM:vmcb field=guest_rflags value=0x2
;SVM:check name=entry rules=19 broken=0 status=ok
;BROKEN:vmx step=vmwrite area=injected fields=2
;BROKEN-NEXT:error field=host_cs_selector value=0xb bits=0x3 cause="RPL and TI (bits 2:0) must be 0" section=27.2.3
;BROKEN-NEXT:error field=guest_rflags value=0x0 cause="bit 1 must be 1" section=27.3.1.4
;BROKEN-NEXT:check name=entry rules=293 broken=2 unknown=0 status=failed
;BROKEN-NEXT:vmx step=vmlaunch
;BROKEN-NEXT:vmx step=vmlaunch outcome=vmfail-valid error=8 name="VM entry with invalid host-state fields"
