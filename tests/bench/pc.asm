; What a PC around the guest costs, by kind, as tests/bench/round_trips.asm does for a bare machine. Its time is the host's
; (time=real), so that the TSC shows what Vitrine does.
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "measure.inc"
%include "../boot/protected.inc"

COMMAND         equ     0x20                    ; the first interrupt controller
MASK            equ     0x21
SECOND_MASK     equ     0xa1
COUNTER         equ     0x40                    ; channel 0 of the timer
CONTROL         equ     0x43
TIMER_VECTOR    equ     0x20
ALL_BUT_TIMER   equ     0xfe
REAL_SAMPLES    equ     0x20000                 ; of real mode, until the empty loop is measured

; Real mode: a BIOS call that needs nothing, INT 12h, for as many samples as the others have. What stands between the two RDTSC is as
; long as in clock_on and clock_off.
        cli
        cld
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     ax, REAL_SAMPLES >> 4
        mov     es, ax
        xor     di, di
        mov     si, COUNT
next_call:
        rdtsc
        mov     ebp, eax
        mov     eax, 0
        mov     edx, 0
timed_bios_call:
        int     0x12
timed_bios_call_end:
        mov     ecx, eax
        rdtsc
        sub     eax, ebp
        stosd
        dec     si
        jnz     next_call
        mov     [kibibytes], cx

; Only the timer interrupts, by a vector that no exception has, and its interrupts end by themselves: the handler is an IRET.
        mov     al, 0x11
        out     COMMAND, al
        mov     al, TIMER_VECTOR
        out     MASK, al
        mov     al, 4
        out     MASK, al
        mov     al, 3                           ; automatic end of interrupt
        out     MASK, al
        mov     al, ALL_BUT_TIMER
        out     MASK, al
        mov     al, 0xff
        out     SECOND_MASK, al

        enter_long
        xor     eax, eax
        mov     ds, eax
        mov     es, eax
        mov     eax, LONG_CODE - 8              ; flat data
        mov     ss, eax
        mov     esp, 0x7c00
        lidt    [idt_pointer]

        each_time
        mov     r8d, 0x1234
        clock_on empty
        clock_off
        returned 0x1234
        report  "empty", "no"

        mov     esi, REAL_SAMPLES
        mov     edi, samples
        mov     ecx, COUNT
        rep movsd
        xor     r15d, r15d
        cmp     word [kibibytes], 639
        wrong_unless e
        call    publish
        db      "bench kind=bios-call ", 0
        db      "exits=yes", 0

        each_time
        mov     r8d, ALL_BUT_TIMER
        clock_on out_pic
        out     MASK, al
        clock_off
        returned ALL_BUT_TIMER
        report  "out-pic", "yes"

        each_time
        xor     r8d, r8d
        clock_on in_pic
        in      al, MASK
        clock_off
        returned ALL_BUT_TIMER
        report  "in-pic", "yes"

        each_time
        call    timer_due
        mov     dword [interrupts_seen], 0
        clock_on interrupt
        sti
        nop                                     ; the shadow of STI ends: the interrupt comes here
        cli
        clock_off
        cmp     dword [interrupts_seen], 1
        wrong_unless e
        report  "interrupt", "yes"

        each_time
        call    timer_due
        mov     dword [interrupts_seen], 0
        clock_on hlt
        sti
        hlt                                     ; in the shadow of STI: it halts, and is woken
        cli
        clock_off
        cmp     dword [interrupts_seen], 1
        wrong_unless e
        report  "hlt", "yes"
        vitrine_exit 0

; Has the timer request its interrupt, which isn't taken yet.
timer_due:
        mov     al, 0x30                        ; mode 0: once
        out     CONTROL, al
        mov     al, 1
        out     COUNTER, al
        xor     eax, eax
        out     COUNTER, al
.wait:  mov     al, 0x0a                        ; the next read is of the requests
        out     COMMAND, al
        in      al, COMMAND
        test    al, 1
        jz      .wait
        ret

on_timer:
        inc     dword [interrupts_seen]
        iretq

interrupts_seen:
        dd      0
kibibytes:
        dw      0

        align   8
idt:    times   TIMER_VECTOR dq 0, 0
        dw      on_timer, LONG_CODE, 0x8e00, 0
        dq      0
idt_pointer:
        dw      $ - idt - 1
        dq      idt

        measuring_routines
        segments
