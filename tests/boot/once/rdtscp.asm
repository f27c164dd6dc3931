; RDTSCP gives IA32_TSC_AUX in ECX.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --intercept rdtsc | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, 0xc0000103
        mov     eax, 0x77
        xor     edx, edx
        wrmsr
        rdtscp
        mov     ebx, ecx
        mov     eax, 4
        vmcall
        hlt

;CHECK:exit n=0 kind=msr access=write index=0xc0000103 name=IA32_TSC_AUX value=0x77 rip=0x7c0f
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=rdtsc instruction=rdtscp value=0x{{[0-9a-f]+}} rip=0x7c11
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x77 returned=0x0 rip=0x7c1d
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c20
