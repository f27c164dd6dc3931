; A string longer than one exit moves (4096 elements) exits again for its rest.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        cld
        mov     dx, 0x300
        mov     si, 0x8000
        mov     cx, 4100
        rep outsb
        hlt

;CHECK:guest name=string_long mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x300 size=1 instruction=outs rep=1 segment=ds address=0x8000 count=4096 values=0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0 device=none rip=0x7c0a
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x300 size=1 instruction=outs rep=1 segment=ds address=0x9000 count=4 values=0x0,0x0,0x0,0x0 device=none rip=0x7c0a
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c0c
;CHECK-NEXT:end guest=string_long status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
