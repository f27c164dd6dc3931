; Without asking RDTSC doesn't exit. The guest's time begins at its first entry, so that is what it reads.
; RUN: %run %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        rdtsc
        mov     ebx, eax
        mov     esi, edx
        mov     eax, 4                  ; hypercall 4: mark
        vmcall
        mov     ebx, esi
        mov     eax, 4
        vmcall
        hlt

;CHECK:guest name=rdtsc_free mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x4 name=mark argument=0x{{[0-9a-f][0-9a-f]?}} returned=0x0 rip=0x7c0e
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c1a
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c1d
;CHECK-NEXT:end guest=rdtsc_free status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
