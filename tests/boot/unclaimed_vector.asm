; A BIOS call where there is no BIOS ends the guest, with the vector as the call's argument.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x0e41
        int     0x10
        hlt
