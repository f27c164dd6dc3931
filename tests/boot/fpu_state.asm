; The guest's x87 and SSE registers are its own: they last over exits.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, cr0
        and     eax, ~(1 << 2)
        mov     cr0, eax
        mov     eax, cr4
        or      eax, 3 << 9             ; OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        fninit
        fld1
        fld1
        faddp
        movd    xmm7, [value]
        vitrine_mark 1
        out     0x80, al
        fistp   dword [result]
        vitrine_mark [result]
        movd    [result], xmm7
        vitrine_mark [result]
        hlt
        align   4
value:  dd      0x5eed5eed
result: dd      0

;CHECK:guest name=fpu_state mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x600 rip=0x7c13
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x1 returned=0x0 rip=0x7c30
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x80 size=1 value=0x0 device=none rip=0x7c33
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x2 returned=0x0 rip=0x7c44
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x5eed5eed returned=0x0 rip=0x7c58
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c5b
;CHECK-NEXT:end guest=fpu_state status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
