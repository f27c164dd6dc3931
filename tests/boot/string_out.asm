; OUTS: sizes, REP, segment overrides, address sizes, both directions.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, 0x200
        mov     si, data
        outsb                           ; DS:SI, one element
        rep outsb                       ; CX is 0: nothing
        mov     cx, 3
        rep outsw
        mov     cx, 2
        rep outsd
        mov     ax, 0x7c0               ; the same bytes through other segments
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     si, data - 0x7c00
        es outsb
        fs outsb
        gs outsb
        cs outsb                        ; CS has base 0: another byte
        mov     si, data
        ss outsb
        std                             ; downwards, with a 32-bit address
        mov     esi, data + 4
        mov     ecx, 3
        a32 rep outsw
        mov     ebx, esi                ; SI moved by three words
        mov     eax, CALL_MARK
        vmcall
        hlt
        align   4
data:   db      0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f

;CHECK:guest name=string_out mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=ds address=0x7c4c count=1 values=0x10 device=none rip=0x7c06
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x200 size=1 instruction=outs rep=1 segment=ds count=0 device=none rip=0x7c07
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x200 size=2 instruction=outs rep=1 segment=ds address=0x7c4d count=3 values=0x1211,0x1413,0x1615 device=none rip=0x7c0c
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x200 size=4 instruction=outs rep=1 segment=ds address=0x7c53 count=2 values=0x1a191817,0x1e1d1c1b device=none rip=0x7c11
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=es address=0x7c4c count=1 values=0x10 device=none rip=0x7c20
;CHECK-NEXT:exit n=5 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=fs address=0x7c4d count=1 values=0x11 device=none rip=0x7c22
;CHECK-NEXT:exit n=6 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=gs address=0x7c4e count=1 values=0x12 device=none rip=0x7c24
;CHECK-NEXT:exit n=7 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=cs address=0x4f count=1 values=0xff device=none rip=0x7c26
;CHECK-NEXT:exit n=8 kind=io direction=out port=0x200 size=1 instruction=outs rep=0 segment=ss address=0x7c4c count=1 values=0x10 device=none rip=0x7c2b
;CHECK-NEXT:exit n=9 kind=io direction=out port=0x200 size=2 instruction=outs rep=1 segment=ds address=0x7c50 count=3 values=0x1514,0x1312,0x1110 device=none rip=0x7c3a
;CHECK-NEXT:exit n=10 kind=vmcall number=0x4 name=mark argument=0x7c4a returned=0x0 rip=0x7c46
;CHECK-NEXT:exit n=11 kind=hlt interrupts=off rip=0x7c49
;CHECK-NEXT:end guest=string_out status=ok code=0 exits=12
;CHECK-NEXT:result status=ok code=0 exits=12
