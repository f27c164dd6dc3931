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

;CHECK:guest name=msr mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=msr access=write index=0xc0000082 name=IA32_LSTAR value=0xffff800012345678 rip=0x7c1e
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000082 name=IA32_LSTAR value=0xffff800012345678 rip=0x7c23
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000082 name=IA32_LSTAR value=0x800012345678 inject=#GP rip=0x7c2b
;CHECK-NEXT:exit n=3 kind=msr access=write index=0x277 name=IA32_PAT value=0x800000000002 inject=#GP rip=0x7c39
;CHECK-NEXT:exit n=4 kind=msr access=read index=0x1b name=unknown inject=#GP rip=0x7c41
;CHECK-NEXT:exit n=5 kind=msr access=write index=0xdeadbeef name=unknown value=0x800000000002 inject=#GP rip=0x7c49
;CHECK-NEXT:exit n=6 kind=hlt interrupts=off rip=0x7c4b
;CHECK-NEXT:end guest=msr status=ok code=0 exits=7
;CHECK-NEXT:result status=ok code=0 exits=7
