; Port 0xe9.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        in      al, DEBUG_CONSOLE
        cld
        mov     dx, DEBUG_CONSOLE
        mov     si, text
        mov     cx, text_end - text
        rep outsb
        hlt
text:   db      "one", 10, "two", 10
text_end:

;CHECK:guest name=debug_console mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=in port=0xe9 size=1 value=0xe9 device=debug-console rip=0x7c00
;CHECK-NEXT:exit n=1 kind=io direction=out port=0xe9 size=1 instruction=outs rep=1 segment=ds address=0x7c0f count=8 values=0x6f,0x6e,0x65,0xa,0x74,0x77,0x6f,0xa device=debug-console rip=0x7c0c
;CHECK-NEXT:console source=debug-console text=one
;CHECK-NEXT:console source=debug-console text=two
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c0e
;CHECK-NEXT:end guest=debug_console status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
