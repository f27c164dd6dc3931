; An entry that fails for its guest state (reason 33): told apart, decoded, and VMX is left all the same.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject guest_cs_access_rights:0x83 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmwrite area=injected fields=1
;CHECK-NEXT:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmlaunch outcome=entry-failure reason=33 name=entry-failure-guest-state qualification=0x0
;CHECK-NEXT:error field=guest_cs_access_rights value=0x83 cause="S (bit 4) must be 1" section=27.3.1.2
;CHECK-NEXT:state rip=0x7c00 {{.*}}
;CHECK:state segment=cs selector=0x0 base=0x0 limit=0xffff access=0x83
;CHECK:end guest=real status=entry-failed code=102 exits=0 cause="VM entry failed: invalid guest state"
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=entry-failed code=102 exits=0 cause="VM entry failed: invalid guest state"
