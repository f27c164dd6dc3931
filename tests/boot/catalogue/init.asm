; INIT: the guest sends itself one by the real local APIC.
; REQUIRES: bochs
; RUN: %status %init_status %vitrine run --no-build --cpu corei7_ivy_bridge_3770k --inject msr_bitmap_address:0x70000 %s | %check %s
; In Bochs before 3.0 it stays pending in VMX root operation, and resets the machine at VMXOFF.
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, 0x1b               ; IA32_APIC_BASE
        rdmsr
        or      eax, 0xc00              ; enabled, x2APIC mode
        wrmsr
        mov     eax, 0x4500             ; to local APIC 0: INIT, assert
        mov     ecx, 0x830
        xor     edx, edx
        wrmsr
        nop
        hlt

;CHECK:exit n=0 kind=unhandled reason=3 name=init qualification=0x0 rip=0x7c21
;CHECK:end guest=init status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
