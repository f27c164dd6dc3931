; A second guest finds nothing of the first: memory, x87, SSE, debug registers and MSRs are as after a reset.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --option guest=module,module | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, cr4
        or      eax, 3 << 9             ; OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        vitrine_mark [0x9000]
        movd    [0x9010], xmm3
        vitrine_mark [0x9010]
        fstcw   [0x9014]
        vitrine_mark [0x9014]
        mov     ebx, dr0
        mov     eax, CALL_MARK
        vmcall
        mov     ecx, 0xc0000082         ; IA32_LSTAR
        rdmsr
        mov     dword [0x9000], 0x1234  ; and leaves its marks
        movd    xmm3, [0x9000]
        mov     word [0x9004], 0x0040
        fldcw   [0x9004]
        mov     eax, 0x5678
        mov     dr0, eax
        xor     edx, edx
        wrmsr
        hlt

;CHECK:guest name=guests_are_separate {{.*}}
;CHECK:exit n=1 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x37f returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=5 kind=msr access=read index=0xc0000082 name=IA32_LSTAR value=0x0 rip={{.*}}
;CHECK-NEXT:exit n=6 kind=msr access=write index=0xc0000082 name=IA32_LSTAR value=0x5678 rip={{.*}}
;CHECK:guest name=guests_are_separate {{.*}}
;CHECK:exit n=1 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x37f returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip={{.*}}
;CHECK-NEXT:exit n=5 kind=msr access=read index=0xc0000082 name=IA32_LSTAR value=0x0 rip={{.*}}
;CHECK:result status=ok code=0 exits=16
