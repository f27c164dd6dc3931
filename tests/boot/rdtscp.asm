; RDTSCP exits with RDTSC, when it is asked for, and gives IA32_TSC_AUX in ECX. QEMU has one exit code for both.
; RUN: %run %s --intercept rdtsc | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, 0xc0000103
        mov     eax, 0x77
        xor     edx, edx
        wrmsr
        rdtscp
        mov     ebx, ecx
        mov     eax, 4                  ; hypercall 4: mark
        vmcall
        rdtsc
        hlt

;CHECK:guest name=rdtscp mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=msr access=write index=0xc0000103 name=IA32_TSC_AUX value=0x77 rip=0x7c0f
;CHECK-NEXT:exit n=1 kind=rdtsc instruction=rdtscp value=0x{{[0-9a-f][0-9a-f]?}} rip=0x7c11
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x77 returned=0x0 rip=0x7c1d
;CHECK-NEXT:exit n=3 kind=rdtsc instruction=rdtsc value=0x{{[0-9a-f][0-9a-f]?}} rip=0x7c20
;CHECK-NEXT:exit n=4 kind=hlt interrupts=off rip=0x7c22
;CHECK-NEXT:end guest=rdtscp status=ok code=0 exits=5
;CHECK-NEXT:result status=ok code=0 exits=5
