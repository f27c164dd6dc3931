; The guest's processor has no VMX: its instructions are #UD, each logged by its name.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     word [6 * 4], skip
        mov     word [6 * 4 + 2], 0
        vmxoff
        db      0x0f, 0x01, 0xc2, 0x90, 0x90    ; VMLAUNCH
        db      0x0f, 0x01, 0xc3, 0x90, 0x90    ; VMRESUME
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret
