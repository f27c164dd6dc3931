; INS: into ES:DI, REP, both directions; the memory has what was read, and no more.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, 0x1f0
        mov     di, buffer + 1
        insb
        mov     di, buffer + 4
        mov     cx, 2
        rep insw
        std
        mov     edi, buffer + 12
        mov     ecx, 1
        a32 rep insd
        cld
        mov     cx, di
        vitrine_mark [buffer]
        vitrine_mark [buffer + 4]
        vitrine_mark [buffer + 8]
        vitrine_mark [buffer + 12]
        movzx   ebx, di
        mov     eax, CALL_MARK
        vmcall
        hlt
        align   16
buffer: times 16 db 0

;CHECK:guest name=string_in mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=in port=0x1f0 size=1 instruction=ins rep=0 segment=es address=0x7c71 count=1 values=0xff device=none rip=0x7c06
;CHECK-NEXT:exit n=1 kind=io direction=in port=0x1f0 size=2 instruction=ins rep=1 segment=es address=0x7c74 count=2 values=0xffff,0xffff device=none rip=0x7c0d
;CHECK-NEXT:exit n=2 kind=io direction=in port=0x1f0 size=4 instruction=ins rep=1 segment=es address=0x7c7c count=1 values=0xffffffff device=none rip=0x7c1c
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0xff00 returned=0x0 rip=0x7c2e
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0xffffffff returned=0x0 rip=0x7c3c
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c4a
;CHECK-NEXT:exit n=6 kind=vmcall number=0x4 name=mark argument=0xffffffff returned=0x0 rip=0x7c58
;CHECK-NEXT:exit n=7 kind=vmcall number=0x4 name=mark argument=0x7c78 returned=0x0 rip=0x7c65
;CHECK-NEXT:exit n=8 kind=hlt interrupts=off rip=0x7c68
;CHECK-NEXT:end guest=string_in status=ok code=0 exits=9
;CHECK-NEXT:result status=ok code=0 exits=9
