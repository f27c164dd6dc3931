; INVD and WBINVD.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        invd
        wbinvd
        hlt

;CHECK:guest name=cache mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cache instruction=invd rip=0x7c00
;CHECK-NEXT:exit n=1 kind=cache instruction=wbinvd rip=0x7c02
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c04
;CHECK-NEXT:end guest=cache status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
