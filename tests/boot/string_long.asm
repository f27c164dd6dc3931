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
