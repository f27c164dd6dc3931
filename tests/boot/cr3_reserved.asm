; MOV to CR3 with a bit past the physical address in 64-bit mode: #GP on a processor. QEMU 7.2 under SVM leaves the guest with
; VMEXIT_INVALID in the middle of it: the guest's crash, not a failed entry.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
%include "protected.inc"
        enter_long
        mov     rax, 0x0010000000001000
        mov     cr3, rax
        xor     eax, eax
        cpuid
        hlt
        segments

;CHECK:end guest=cr3_reserved status=crash code=100 exits={{[0-9]+}} cause="{{triple fault.*|VMRUN refused to go on with the guest, .*}}"
;CHECK:result status=crash code=100 {{.*}}
