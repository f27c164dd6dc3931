; --trace chooses what is shown; exits are counted all the same.
; RUN: %run %s --trace console,hlt | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     al, 'x'
        mov     dx, UART
        out     dx, al
        mov     al, 10
        out     dx, al
        cpuid
        hlt

;CHECK:guest name=trace_list mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:console source=uart text=x
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c0b
;CHECK-NEXT:end guest=trace_list status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
