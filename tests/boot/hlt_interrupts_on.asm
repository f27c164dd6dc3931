; Nothing can wake a halted guest, with interrupts on neither.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        sti
        hlt
