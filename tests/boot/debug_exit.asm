; The debug-exit device: 2v+1 for v.
; RUN: %status 33 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     al, 0x10
        out     DEBUG_EXIT, al

;CHECK:guest name=debug_exit mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0xf4 size=1 value=0x10 device=debug-exit rip=0x7c02
;CHECK-NEXT:end guest=debug_exit status=failed code=33 exits=1 cause="the guest ended itself with a code other than 0"
;CHECK-NEXT:result status=failed code=33 exits=1 cause="the guest ended itself with a code other than 0"
