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
