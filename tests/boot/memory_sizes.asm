; A guest of 64 KiB, the smallest: the stubs of unclaimed vectors are at its end, and the next byte is not there.
; RUN: %status 100 %run %s --memory 64K | %check %s
        bits    16
        org     0x7c00
        mov     eax, [0xfffc]
        mov     ax, 0x1000
        mov     ds, ax
        mov     al, [0]
        hlt
