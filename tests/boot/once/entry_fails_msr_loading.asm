; Entry failure by MSR loading (reason 34): its one entry is what lies at 0xb8000, which names no MSR that may be loaded.
; REQUIRES: bochs
; RUN: %status 102 %vitrine run --no-build --guest real --inject vm_entry_msr_load_count:1,vm_entry_msr_load_address:0xb8000 | %check %s
; CHECKS BY HAND

;CHECK:vmx step=vmlaunch outcome=entry-failure reason=34 name=entry-failure-msr-loading qualification=0x1
;CHECK:result status=entry-failed code=102 exits=0 cause="VM entry failed: MSR loading"
