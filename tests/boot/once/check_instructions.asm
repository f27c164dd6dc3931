; check=instructions makes the VMX instructions fail in every way that Bochs knows, on two revisions of the VMCS; a guest runs all the same.
; REQUIRES: bochs, qemu
; RUN: %vitrine run --no-build --trace none --guest real --option check=instructions | %check %s
; RUN: %vitrine run --no-build --trace none --guest real --option check=instructions --cpu tigerlake | %check %s
; RUN: %vitrine run --no-build --trace none --guest real --option check=instructions --cpu corei5_arrandale_m520 | %check %s --check-prefix READ-ONLY
; RUN: %vitrine run --no-build --trace none --guest real --option check=instructions --emulator qemu | %check %s --check-prefix SVM
; CHECKS BY HAND

;CHECK:vmx step=vmxon {{.*}}
;CHECK-NEXT:check name=instructions instruction=vmread detail="no VMCS is current" outcome=vmfail-invalid status=ok
;CHECK-NEXT:check name=instructions instruction=vmlaunch detail="no VMCS is current" outcome=vmfail-invalid status=ok
;CHECK-NEXT:check name=instructions instruction=vmclear detail="no VMCS is current, and the address isn't 4 KiB aligned" outcome=vmfail-invalid status=ok
;CHECK-NEXT:check name=instructions instruction=vmptrld detail="no VMCS is current, and the address is the VMXON region" outcome=vmfail-invalid status=ok
;CHECK-NEXT:check name=instructions instruction=vmclear detail="the address isn't 4 KiB aligned" outcome=vmfail-valid error=2 cause="VMCLEAR with invalid physical address" status=ok
;CHECK-NEXT:check name=instructions instruction=vmclear detail="the address is the VMXON region" outcome=vmfail-valid error=3 cause="VMCLEAR with VMXON pointer" status=ok
;CHECK-NEXT:check name=instructions instruction=vmptrld detail="the address isn't 4 KiB aligned" outcome=vmfail-valid error=9 cause="VMPTRLD with invalid physical address" status=ok
;CHECK-NEXT:check name=instructions instruction=vmptrld detail="the address is the VMXON region" outcome=vmfail-valid error=10 cause="VMPTRLD with VMXON pointer" status=ok
;CHECK-NEXT:check name=instructions instruction=vmptrld detail="the region has another revision" outcome=vmfail-valid error=11 cause="VMPTRLD with incorrect VMCS revision identifier" status=ok
;CHECK-NEXT:check name=instructions instruction=vmxon detail="in VMX root operation" outcome=vmfail-valid error=15 cause="VMXON executed in VMX root operation" status=ok
;CHECK-NEXT:check name=instructions instruction=vmread detail="there is no such field" outcome=vmfail-valid error=12 cause="VMREAD or VMWRITE from or to unsupported VMCS component" status=ok
;CHECK-NEXT:check name=instructions instruction=vmwrite detail="there is no such field" outcome=vmfail-valid error=12 cause="VMREAD or VMWRITE from or to unsupported VMCS component" status=ok
;CHECK-NEXT:check name=instructions instruction=vmresume detail="the VMCS has not been launched" outcome=vmfail-valid error=5 cause="VMRESUME with non-launched VMCS" status=ok
;CHECK-NEXT:check name=instructions instruction=vmlaunch detail="its control fields are all 0" outcome=vmfail-valid error=7 cause="VM entry with invalid control fields" status=ok
;CHECK-NEXT:check name=instructions instruction=vmlaunch detail="right after MOV SS" outcome=vmfail-valid error=26 cause="VM entry with events blocked by MOV SS" status=ok
;CHECK-NEXT:check name=instructions instruction=invept detail="there is no such kind" outcome=vmfail-valid error=28 cause="invalid operand to INVEPT or INVVPID" status=ok
;CHECK-NEXT:check name=instructions instruction=invvpid detail="there is no such kind" outcome=vmfail-valid error=28 cause="invalid operand to INVEPT or INVVPID" status=ok
;CHECK-NEXT:check name=instructions instruction=invvpid detail="VPID 0 is the host's" outcome=vmfail-valid error=28 cause="invalid operand to INVEPT or INVVPID" status=ok
;CHECK-NEXT:guest name=real {{.*}}
;CHECK:end guest=real status=ok code=0 exits=16
;CHECK-NEXT:check name=instructions instruction=vmlaunch detail="the VMCS has been launched already" outcome=vmfail-valid error=4 cause="VMLAUNCH with non-clear VMCS" status=ok
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=16
;SVM:check name=instructions detail="SVM's instructions have no error numbers" status=ok
;SVM:result status=ok code=0 exits=16
;READ-ONLY:check name=instructions instruction=vmwrite detail="the field is read-only" outcome=vmfail-valid error=13 cause="VMWRITE to read-only VMCS component" status=ok
;READ-ONLY:result status=ok code=0 exits=16
