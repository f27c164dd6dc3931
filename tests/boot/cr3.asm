; CR3 exits when it is asked for, both ways.
; UNSUPPORTED: qemu-without-cr3-cr8-reads
; RUN: %run %s --intercept cr3 | %check %s
        bits    16
        org     0x7c00
        mov     eax, 0x5000
        mov     cr3, eax
        mov     ebx, cr3
        mov     eax, 4
        vmcall
        hlt

;CHECK:guest name=cr3 mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=3 value=0x5000 rip=0x7c06
;CHECK-NEXT:exit n=1 kind=cr access=read cr=3 value=0x5000 rip=0x7c09
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x5000 returned=0x0 rip=0x7c12
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c15
;CHECK-NEXT:end guest=cr3 status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
