; trace=all shows every VMREAD and VMRESUME.
; RUN: %run %s --trace all | %check %s
        bits    16
        org     0x7c00
        out     0x80, al
        in      al, 0x80
        hlt
