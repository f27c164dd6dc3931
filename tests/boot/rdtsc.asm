; RDTSC exits when it is asked for. The guest's time begins at its first entry and is its own work: a few ticks an exit.
; RUN: %run %s --intercept rdtsc | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        rdtsc
        rdtsc
        hlt
;CHECK:guest name=rdtsc mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=rdtsc instruction=rdtsc value=0x{{[0-9a-f][0-9a-f]?}} rip=0x7c00
;CHECK-NEXT:exit n=1 kind=rdtsc instruction=rdtsc value=0x{{[0-9a-f][0-9a-f]?}} rip=0x7c02
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c04
