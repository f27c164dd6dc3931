; Options that make no sense: named, with what would be right; and the result line.
; REQUIRES: bochs
; RUN: %status 104 %vitrine run --no-build --option frobnicate=1 | %check %s --check-prefix UNKNOWN
; RUN: %status 104 %vitrine run --no-build --memory 5 | %check %s --check-prefix MEMORY
; RUN: %status 104 %vitrine run --no-build --option guest=nobody | %check %s --check-prefix GUEST
; RUN: %status 104 %vitrine run --no-build --guest module | %check %s --check-prefix MODULE
; RUN: %status 104 %vitrine run --no-build --option trace=io,oi | %check %s --check-prefix TRACE
; RUN: %status 104 %vitrine run --no-build --option intercept=everything | %check %s --check-prefix INTERCEPT
; RUN: %status 104 %vitrine run --no-build --inject guest_crx:1 | %check %s --check-prefix FIELD
; RUN: %status 104 %vitrine run --no-build --inject guest_cs_selector:0x12345 | %check %s --check-prefix VALUE
; RUN: %status 104 %vitrine run --no-build --memory 3G | %check %s --check-prefix LARGE
; CHECKS BY HAND

;UNKNOWN:error option="frobnicate=1" cause="there is no such option" valid="guest, memory, {{.*}}"
;UNKNOWN-NEXT:result status=bad-input code=104 exits=0 cause="an option on the command line makes no sense"
;MEMORY:error option="memory=5" cause="the value makes no sense" valid="a size of at least 64KiB, a multiple of 4KiB, as in 512K or 16MiB"
;MEMORY-NEXT:result status=bad-input code=104 {{.*}}
;GUEST:error option=nobody cause="there is no built-in guest of that name" valid="real, protected, long, module or disk"
;GUEST-NEXT:result status=bad-input code=104 {{.*}}
;MODULE:error option=module cause="there is no boot module to run" {{.*}}
;MODULE-NEXT:result status=bad-input code=104 {{.*}}
;TRACE:error option=oi cause="there is no such word for trace=" {{.*}}
;TRACE-NEXT:result status=bad-input code=104 {{.*}}
;INTERCEPT:error option=everything cause="there is no such intercept" valid="rdtsc or cr3"
;INTERCEPT-NEXT:result status=bad-input code=104 {{.*}}
;FIELD:error option=guest_crx cause="there is no such VMCS field" {{.*}}
;FIELD-NEXT:result status=bad-input code=104 {{.*}}
;VALUE:error option=guest_cs_selector:0x12345 cause="the value makes no sense for the field" {{.*}}
;VALUE-NEXT:result status=bad-input code=104 {{.*}}
;LARGE:error cause="there is no memory for the guest" hint="give it less by memory=, or the machine more"
;LARGE:vmx step=vmxoff
;LARGE-NEXT:result status=bad-input code=104 exits=0 cause="there is no memory for the guest"
