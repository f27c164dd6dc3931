; External interrupt: with an empty MSR bitmap the guest reaches the real local APIC and interrupts itself.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --cpu corei7_ivy_bridge_3770k --inject msr_bitmap_address:0x70000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, 0x1b               ; IA32_APIC_BASE
        rdmsr
        or      eax, 0xc00              ; enabled, x2APIC mode
        wrmsr
        sti
        mov     eax, 0x40040            ; to itself: vector 0x40
        mov     ecx, 0x830
        xor     edx, edx
        wrmsr
        nop
        hlt

;CHECK:exit n=0 kind=interrupt vector=0x40 rip=0x7c22
;CHECK:exit n=1 kind=hlt interrupts=on rip=0x7c23
;CHECK:end guest=external_interrupt status=ok code=0 exits=2
;CHECK:result status=ok code=0 exits=2
