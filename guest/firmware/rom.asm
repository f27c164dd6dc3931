; The BIOS's own handlers, at F000:E900. Each `call` is of a slot: a VMCALL and a near return, behind the 256 slots of the interrupt
; vectors (guest/firmware/rom.hpp). The services keep every register that they don't answer in.
        bits    16
        org     0xe900

%define slot(n)  (0xe800 + 8 * (n))

; IRQ 1: the scan code goes through INT 15h, AH=4Fh, where a guest may change or swallow it.
keyboard:
        push    ax
        call    slot(2)                 ; AL: scan code
        mov     ah, 0x4f
        stc
        int     0x15
        jnc     .done
        call    slot(3)                 ; AL: 1 for Ctrl-Break
        cmp     al, 1
        jne     .done
        int     0x1b
.done:  call    slot(4)
        pop     ax
        iret
        times   0x20 - ($ - keyboard) db 0

; IRQ 0: the tick, what the guest hooked, the end of the interrupt.
timer:  call    slot(0)
        int     0x1c
        call    slot(1)
        iret
        times   0x20 - ($ - timer) db 0

; IRQ 8: the alarm has a vector of its own.
clock:  push    ax
        call    slot(5)                 ; AL: 1 for an alarm
        cmp     al, 1
        jne     .done
        int     0x4a
.done:  call    slot(6)
        pop     ax
        iret
        times   0x20 - ($ - clock) db 0

; INT 19h: the boot sector once more.
bootstrap:
        call    slot(7)                 ; DL: drive
        cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
        jmp     0:0x7c00
        times   0x20 - ($ - bootstrap) db 0

; For interrupts that nobody serves.
nothing:
        iret
