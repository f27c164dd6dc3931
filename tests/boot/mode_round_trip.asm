; Real, protected, real with big segments ("unreal" mode), and I/O with a 32-bit address above 64 KiB there.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, DATA
        mov     ds, bx
        and     al, 0xfe
        mov     cr0, eax
        xor     bx, bx
        mov     ds, bx                  ; base 0 again; the limit stays 4 GiB
        mov     esi, 0x123456
        mov     byte [esi], 0x5a
        mov     dx, 0x80
        a32 outsb
        hlt
        segments

;CHECK:guest name=mode_round_trip mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0a
;CHECK-NEXT:exit n=1 kind=cr access=write cr=0 value=0x10 rip=0x7c14
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x80 size=1 instruction=outs rep=0 segment=ds address=0x123456 count=1 values=0x5a device=none rip=0x7c28
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c2a
;CHECK-NEXT:end guest=mode_round_trip status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
