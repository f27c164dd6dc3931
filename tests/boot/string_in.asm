; INS: into ES:DI, REP, both directions; the memory has what was read, and no more.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dx, 0x1f0
        mov     di, buffer + 1
        insb
        mov     di, buffer + 4
        mov     cx, 2
        rep insw
        std
        mov     edi, buffer + 12
        mov     ecx, 1
        a32 rep insd
        cld
        mov     cx, di
        vitrine_mark [buffer]
        vitrine_mark [buffer + 4]
        vitrine_mark [buffer + 8]
        vitrine_mark [buffer + 12]
        movzx   ebx, di
        mov     eax, CALL_MARK
        vmcall
        hlt
        align   16
buffer: times 16 db 0
