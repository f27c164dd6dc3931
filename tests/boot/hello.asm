; The simplest guest: text over the serial port, a mark, HLT.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, UART
        mov     si, text
next:   lodsb
        test    al, al
        jz      done
        out     dx, al
        jmp     next
done:   vitrine_mark 0x1234
        hlt
text:   db      "Hi", 13, 10, 0

;CHECK:guest name=hello mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x3f8 size=1 value=0x48 device=uart rip=0x7c0b
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x3f8 size=1 value=0x69 device=uart rip=0x7c0b
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x3f8 size=1 value=0xd device=uart rip=0x7c0b
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x3f8 size=1 value=0xa device=uart rip=0x7c0b
;CHECK-NEXT:console source=uart text=Hi
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x1234 returned=0x0 rip=0x7c1a
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c1d
;CHECK-NEXT:end guest=hello status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
