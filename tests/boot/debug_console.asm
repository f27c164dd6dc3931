; Port 0xe9.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        in      al, DEBUG_CONSOLE
        cld
        mov     dx, DEBUG_CONSOLE
        mov     si, text
        mov     cx, text_end - text
        rep outsb
        hlt
text:   db      "one", 10, "two", 10
text_end:
