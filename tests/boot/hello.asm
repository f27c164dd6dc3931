; The simplest guest: text over the serial port, a mark, HLT.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, UART
        mov     si, text
next:   lodsb
        test    al, al
        jz      done
        out     dx, al
        jmp     next
done:   vitrine_mark 0x1234
        hlt
text:   db      "Hi", 13, 10, 0
