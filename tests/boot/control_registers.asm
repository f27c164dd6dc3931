; Every way of changing CR0 and CR4 that a boot loader uses is an exit of its own, and reads see what was written.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     eax, cr4                ; reads don't exit: the shadow answers
        or      eax, 1 << 9             ; OSFXSR
        mov     cr4, eax
        mov     eax, cr0
        or      eax, 1 << 5             ; NE
        mov     cr0, eax
        smsw    ax
        or      ax, 1
        lmsw    ax                      ; into protected mode …
        mov     eax, cr0
        and     eax, ~1
        mov     cr0, eax                ; … and back
        mov     eax, cr0
        or      eax, 1 << 30            ; CD: the guest believes in it
        mov     cr0, eax
        mov     eax, cr0
        mov     cr0, eax
        clts                            ; TS is the guest's own: no exit
        hlt
