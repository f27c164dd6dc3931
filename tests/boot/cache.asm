; INVD and WBINVD.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        invd
        wbinvd
        hlt
