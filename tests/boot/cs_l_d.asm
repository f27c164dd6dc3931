; A far transfer to a code segment with L and D set: #GP on a processor. QEMU 7.2 under SVM loads it, and VMRUN refuses to go on:
; the guest's crash, not a failed entry.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
%include "protected.inc"
        enter_long
        lgdt    [rel gdt_pointer_of_both]
        mov     rsp, 0x7000
        push    8
        push    target
        o64 retf
target: xor     eax, eax
        cpuid
        hlt
        align   8
gdt_of_both:
        dq      0, 0x00ef9b000000ffff   ; L and D
gdt_pointer_of_both:
        dw      15
        dq      gdt_of_both
        segments

;CHECK:end guest=cs_l_d status=crash code=100 exits={{[0-9]+}} cause="{{triple fault.*|CS.L and CS.D are both 1 in long mode}}"
;CHECK:result status=crash code=100 {{.*}}
