; RDMSR and WRMSR: values kept, what the processor refuses is #GP, and an unknown MSR is #GP too. The guest's handler for vector 13
; steps over the two-byte instruction.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [13 * 4], skip
        mov     word [13 * 4 + 2], 0
        mov     ecx, 0xc0000082         ; IA32_LSTAR
        mov     eax, 0x12345678
        mov     edx, 0xffff8000
        wrmsr
        xor     eax, eax
        rdmsr
        mov     edx, 0x00008000         ; not canonical
        wrmsr
        mov     ecx, 0x277              ; IA32_PAT: 2 is no memory type
        mov     eax, 2
        wrmsr
        mov     ecx, 0x1b               ; IA32_APIC_BASE: this guest has no APIC
        rdmsr
        mov     ecx, 0xdeadbeef
        wrmsr
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
        iret
