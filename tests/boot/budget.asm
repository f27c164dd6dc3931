; A guest that loops for ever ends by its budget.
; RUN: %status 101 %run %s --budget 100K | %check %s
        bits    16
        org     0x7c00
again:  jmp     again
