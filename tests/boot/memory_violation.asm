; Memory that the guest doesn't have: the access ends it, with guest-physical and linear address.
; RUN: %status 100 %run %s --memory 1M | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0xffff
        mov     ds, ax
        mov     byte [0x10], 1          ; 0x100000: the first byte past 1 MiB
        hlt
