; AMD's call instruction works like Intel's, on both.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     eax, 4
        mov     ebx, 0x51
        vmmcall
        mov     eax, 4
        mov     ebx, 0x52
        vmcall
        hlt

;CHECK:guest name=vmmcall mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x4 name=mark argument=0x51 returned=0x0 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x52 returned=0x0 rip=0x7c1b
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c1e
;CHECK-NEXT:end guest=vmmcall status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
