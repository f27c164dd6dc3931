; Without asking RDTSC doesn't exit.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        rdtsc
        hlt

;CHECK:guest name=rdtsc_free mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=hlt interrupts=off rip=0x7c02
;CHECK-NEXT:end guest=rdtsc_free status=ok code=0 exits=1
;CHECK-NEXT:result status=ok code=0 exits=1
