; CPUID: who is there; no VMX; the hypervisor bit. The values that differ between processors are left out.
; RUN: %run %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, 1
        xor     ecx, ecx
        cpuid
        and     ecx, 1 << 31 | 1 << 5   ; hypervisor, VMX
        mov     ebx, ecx
        mov     eax, CALL_MARK
        vmcall
        mov     eax, 0x40000000
        mov     ecx, 9
        cpuid
        mov     eax, 0x40000001
        cpuid
        mov     eax, 0x7fffffff
        cpuid
        hlt

;CHECK:guest name=cpuid mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cpuid leaf=0x1 subleaf=0x0 eax={{0x[0-9a-f]+}} ebx=0x10800 ecx={{0x[0-9a-f]+}} edx={{0x[0-9a-f]+}} rip=0x7c09
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x80000000 returned=0x0 rip=0x7c1b
;CHECK-NEXT:exit n=2 kind=cpuid leaf=0x40000000 subleaf=0x9 eax=0x40000001 ebx=0x72746956 ecx=0x56656e69 edx=0x4d4d rip=0x7c2a
;CHECK-NEXT:exit n=3 kind=cpuid leaf=0x40000001 subleaf=0x56656e69 eax=0x1 ebx=0x0 ecx=0x0 edx=0x0 rip=0x7c32
;CHECK-NEXT:exit n=4 kind=cpuid leaf=0x7fffffff subleaf=0x0 eax=0x0 ebx=0x0 ecx=0x0 edx=0x0 rip=0x7c3a
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c3c
;CHECK-NEXT:end guest=cpuid status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
