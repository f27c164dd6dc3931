; IN and OUT of every width, by immediate and by DX, where no device is: reads give ones in their part of EAX alone.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, 0x12345678
        out     0x80, al
        out     0x80, ax
        out     0x80, eax
        mov     dx, 0xffff
        out     dx, al
        out     dx, ax
        out     dx, eax
        xor     eax, eax
        in      al, 0x61
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        in      ax, 0x61
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        xor     eax, eax
        in      al, dx
        in      ax, dx
        in      eax, dx
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        xor     eax, eax
        hlt

;CHECK:guest name=io_widths mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x80 size=1 value=0x78 device=none rip=0x7c06
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x80 size=2 value=0x5678 device=none rip=0x7c08
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x80 size=4 value=0x12345678 device=none rip=0x7c0a
;CHECK-NEXT:exit n=3 kind=io direction=out port=0xffff size=1 value=0x78 device=none rip=0x7c10
;CHECK-NEXT:exit n=4 kind=io direction=out port=0xffff size=2 value=0x5678 device=none rip=0x7c11
;CHECK-NEXT:exit n=5 kind=io direction=out port=0xffff size=4 value=0x12345678 device=none rip=0x7c12
;CHECK-NEXT:exit n=6 kind=io direction=in port=0x61 size=1 value=0xff device=none rip=0x7c17
;CHECK-NEXT:exit n=7 kind=vmcall number=0x4 name=mark argument=0xff returned=0x0 rip=0x7c22
;CHECK-NEXT:exit n=8 kind=io direction=in port=0x61 size=2 value=0xffff device=none rip=0x7c28
;CHECK-NEXT:exit n=9 kind=vmcall number=0x4 name=mark argument=0xffff returned=0x0 rip=0x7c33
;CHECK-NEXT:exit n=10 kind=io direction=in port=0xffff size=1 value=0xff device=none rip=0x7c3c
;CHECK-NEXT:exit n=11 kind=io direction=in port=0xffff size=2 value=0xffff device=none rip=0x7c3d
;CHECK-NEXT:exit n=12 kind=io direction=in port=0xffff size=4 value=0xffffffff device=none rip=0x7c3e
;CHECK-NEXT:exit n=13 kind=vmcall number=0x4 name=mark argument=0xffffffff returned=0x0 rip=0x7c49
;CHECK-NEXT:exit n=14 kind=hlt interrupts=off rip=0x7c4f
;CHECK-NEXT:end guest=io_widths status=ok code=0 exits=15
;CHECK-NEXT:result status=ok code=0 exits=15
