; Entry failure by MSR loading (reason 34): the exit qualification is the entry's number in the list, and the line says what lies there.
; At 0x60000 there are zeros: MSR 0, which no rule of the manual's forbids but which the processor hasn't got. At 0xb8000 there is no RAM.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject vm_entry_msr_load_count:1,vm_entry_msr_load_address:0x60000 | %check %s
; RUN: %status 102 %vitrine run --no-build --guest real --inject vm_entry_msr_load_count:1,vm_entry_msr_load_address:0xb8000 | %check %s --check-prefix HOLE
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch outcome=entry-failure reason=34 name=entry-failure-msr-loading qualification=0x1
;CHECK-NEXT:error field=vm_entry_msr_load_address entry=1 index=0x0 value=0x0 cause="the processor can't load this: WRMSR of the value would raise #GP(0)" section=27.4
;CHECK:result status=entry-failed code=102 exits=0 cause="VM entry failed: MSR loading"
;HOLE:error field=vm_entry_msr_load_address entry=1 address=0xb8000 cause="the list doesn't lie in RAM" section=27.4
