; OUTS: sizes, REP, segment overrides, address sizes, both directions.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, 0x200
        mov     si, data
        outsb                           ; DS:SI, one element
        rep outsb                       ; CX is 0: nothing
        mov     cx, 3
        rep outsw
        mov     cx, 2
        rep outsd
        mov     ax, 0x7c0               ; the same bytes through other segments
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     si, data - 0x7c00
        es outsb
        fs outsb
        gs outsb
        cs outsb                        ; CS has base 0: another byte
        mov     si, data
        ss outsb
        std                             ; downwards, with a 32-bit address
        mov     esi, data + 4
        mov     ecx, 3
        a32 rep outsw
        mov     ebx, esi                ; SI moved by three words
        mov     eax, CALL_MARK
        vmcall
        hlt
        align   4
data:   db      0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f
