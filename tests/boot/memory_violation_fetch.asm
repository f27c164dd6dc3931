; The same for an instruction fetch.
; RUN: %status 100 %run %s --memory 1M | %check %s
        bits    16
        org     0x7c00
        jmp     0xffff:0x0010
