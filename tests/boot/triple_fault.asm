; No interrupt table in protected mode: #UD becomes #GP, #DF and the end.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        lidt    [nothing]
        mov     eax, cr0
        or      eax, 1
        mov     cr0, eax
        ud2
nothing:
        dw      0
        dd      0
