; A driver that sets the line, tests for the chip by loopback, waits for the transmitter, and writes.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, UART + 3
        mov     al, 0x80
        out     dx, al                  ; the divisor latch
        mov     dx, UART
        mov     ax, 0x0001
        out     dx, ax                  ; both halves at once: as two bytes
        mov     dx, UART + 3
        mov     al, 0x03
        out     dx, al
        mov     dx, UART + 4
        mov     al, 0x1e
        out     dx, al                  ; loopback
        mov     dx, UART
        mov     al, 0xae
        out     dx, al
        in      al, dx
        mov     dx, UART + 4
        mov     al, 0x0f
        out     dx, al
        mov     dx, UART + 5
        in      al, dx
        mov     dx, UART
        mov     al, '?'
        out     dx, al
        hlt                             ; the line is unfinished, and logged

;CHECK:guest name=uart mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x3fb size=1 value=0x80 device=uart rip=0x7c05
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x3f8 size=2 value=0x1 device=uart rip=0x7c0c
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x3fb size=1 value=0x3 device=uart rip=0x7c12
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x3fc size=1 value=0x1e device=uart rip=0x7c18
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x3f8 size=1 value=0xae device=uart rip=0x7c1e
;CHECK-NEXT:exit n=5 kind=io direction=in port=0x3f8 size=1 value=0xae device=uart rip=0x7c1f
;CHECK-NEXT:exit n=6 kind=io direction=out port=0x3fc size=1 value=0xf device=uart rip=0x7c25
;CHECK-NEXT:exit n=7 kind=io direction=in port=0x3fd size=1 value=0x60 device=uart rip=0x7c29
;CHECK-NEXT:exit n=8 kind=io direction=out port=0x3f8 size=1 value=0x3f device=uart rip=0x7c2f
;CHECK-NEXT:exit n=9 kind=hlt interrupts=off rip=0x7c30
;CHECK-NEXT:console source=uart text=?
;CHECK-NEXT:end guest=uart status=ok code=0 exits=10
;CHECK-NEXT:result status=ok code=0 exits=10
