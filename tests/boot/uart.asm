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
