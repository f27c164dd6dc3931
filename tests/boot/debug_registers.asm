; What the guest puts into DR7 is there again after an exit, and works: a breakpoint on a data write, set before a CPUID, is met after it.
; Bochs 2.7 does not set DR6 before the intercept, against APM 15.12.2.
; UNSUPPORTED: bochs-svm
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        xor     ax, ax
        mov     ds, ax
        mov     word [1 * 4], debug
        mov     word [1 * 4 + 2], 0
        mov     eax, watched
        mov     dr0, eax
        mov     eax, 0x000d0402         ; global breakpoint 0: 4 bytes, written
        mov     dr7, eax
        mov     eax, 0x40000000
        cpuid
        mov     ebx, dr7
        mov     eax, CALL_MARK
        vmcall
        mov     dword [watched], 1
        hlt
debug:  mov     ebx, dr6
        and     ebx, 0xf
        mov     eax, CALL_MARK
        vmcall
        hlt
        align   4
watched: dd     0

;CHECK:guest name=debug_registers mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cpuid leaf=0x40000000 subleaf=0x0 eax=0x40000001 ebx=0x72746956 ecx=0x56656e69 edx=0x4d4d rip=0x7c28
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0xd0402 returned=0x0 rip=0x7c33
;CHECK-NEXT:exit n=2 kind=exception vector=1 name=#DB dr6=0x1 inject=#DB rip=0x7c3f
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x1 returned=0x0 rip=0x7c4d
;CHECK-NEXT:exit n=4 kind=hlt interrupts=off rip=0x7c50
;CHECK-NEXT:end guest=debug_registers status=ok code=0 exits=5
;CHECK-NEXT:result status=ok code=0 exits=5
