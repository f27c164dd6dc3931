; Without asking RDTSC doesn't exit.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        rdtsc
        hlt
