; What a round trip from a guest to Vitrine and back costs, by kind, in ticks of the TSC: in Bochs, instructions. 64-bit code, as
; the figures of Linux's KVM in docs/exit-cost.md were taken. `./vitrine bench` runs it.
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "measure.inc"
%include "../boot/protected.inc"

EFER            equ     0xc0000080
KERNEL_GS_BASE  equ     0xc0000102
EFER_LONG       equ     1 << 10 | 1 << 8        ; LMA and LME
SCRATCH         equ     UART + 7                ; a register of the UART without effect
NO_DEVICE       equ     0x5678                  ; a port where nothing is
CR0_AM          equ     1 << 18
CR4_DE          equ     1 << 3
CR4_OSXSAVE     equ     1 << 18
UNKNOWN_CALL    equ     0x1234
ELEMENTS        equ     16                      ; of a string
UNTOUCHED       equ     4 << 20                 ; memory that nobody has touched
PAGE            equ     4096
TURNS           equ     300000                  ; of the loop that waits for the timer

        enter_long
        xor     eax, eax
        mov     ds, eax
        mov     es, eax
        mov     eax, LONG_CODE - 8              ; flat data
        mov     ss, eax
        mov     esp, 0x7c00
        cld
        mov     ecx, 1                          ; map 16 MiB
.map:   mov     eax, ecx
        shl     eax, 21
        or      eax, 0x83
        mov     [0x3000 + rcx * 8], eax
        inc     ecx
        cmp     ecx, 8
        jb      .map

        each_time
        mov     r8d, UNKNOWN_CALL
        clock_on empty
        clock_off
        returned UNKNOWN_CALL
        report  "empty", "no"

        each_time
        clock_on rdtsc
        rdtsc
        clock_off
        report  "rdtsc", "no"

        each_time
        mov     ebx, 0x1234
        xor     r8d, r8d
        xor     ecx, ecx
        clock_on cpuid
        cpuid
        clock_off
        cmp     ebx, 'Genu'
        je      .vendor
        cmp     ebx, 'Auth'
        wrong_unless e
.vendor:
        report  "cpuid", "yes"

; The vendor's own instruction: the other one is taken too, by way of #UD, which costs more.
%macro measure_calls 1
        each_time
        mov     r8d, UNKNOWN_CALL
        clock_on vmcall_unknown_%1
        %1
        clock_off
        returned 0xffffffff
        report  "vmcall-unknown", "yes"

        each_time
        mov     r8d, CALL_VERSION
        clock_on vmcall_version_%1
        %1
        clock_off
        returned 1
        report  "vmcall-version", "yes"
%endmacro

        xor     eax, eax
        cpuid
        cmp     ebx, 'Auth'
        je      on_amd
        measure_calls vmcall
        jmp     ports
on_amd: measure_calls vmmcall

ports:  each_time
        mov     r8d, 0x5a
        mov     r10d, SCRATCH
        clock_on out_device
        out     dx, al
        clock_off
        returned 0x5a
        report  "out-device", "yes"

        each_time
        xor     r8d, r8d
        mov     r10d, SCRATCH
        clock_on in_device
        in      al, dx
        clock_off
        returned 0x5a                           ; as was written
        report  "in-device", "yes"

        each_time
        mov     r8d, 0x5a
        mov     r10d, NO_DEVICE
        clock_on out_absent
        out     dx, al
        clock_off
        returned 0x5a
        report  "out-absent", "yes"

        each_time
        xor     r8d, r8d
        mov     r10d, NO_DEVICE
        clock_on in_absent
        in      al, dx
        clock_off
        returned 0xff
        report  "in-absent", "yes"

        each_time
        mov     r10d, NO_DEVICE
        mov     ecx, ELEMENTS
        mov     esi, start_of_text
        clock_on rep_outs
        rep outsb
        clock_off
        cmp     esi, start_of_text + ELEMENTS
        wrong_unless e
        report  "rep-outs", "yes"

        each_time
        mov     ecx, EFER
        xor     r8d, r8d
        clock_on rdmsr
        rdmsr
        clock_off
        returned EFER_LONG
        report  "rdmsr", "yes"

        each_time
        mov     ecx, KERNEL_GS_BASE
        mov     r8d, r12d
        xor     r10d, r10d
        clock_on wrmsr
        wrmsr
        clock_off
        returned r8d
        report  "wrmsr", "yes"
        mov     ecx, KERNEL_GS_BASE
        rdmsr
        cmp     eax, 1                          ; the last that was written
        jne     lost

        mov     rbx, cr0
        each_time
        xor     ebx, CR0_AM
        mov     r8d, ebx
        clock_on mov_cr0
        mov     cr0, rax
        clock_off
        mov     rax, cr0
        cmp     eax, ebx
        wrong_unless e
        report  "mov-cr0", "yes"

        mov     rbx, cr4
        each_time
        xor     ebx, CR4_DE
        mov     r8d, ebx
        clock_on mov_cr4
        mov     cr4, rax
        clock_off
        mov     rax, cr4
        cmp     eax, ebx
        wrong_unless e
        report  "mov-cr4", "yes"

        mov     eax, 1
        cpuid
        test    ecx, 1 << 26                    ; XSAVE
        jz      no_xsave
        mov     rax, cr4
        or      eax, CR4_OSXSAVE
        mov     cr4, rax
        each_time
        xor     ecx, ecx
        mov     r8d, 3                          ; x87 and SSE
        xor     r10d, r10d
        clock_on xsetbv
        xsetbv
        clock_off
        returned 3
        report  "xsetbv", "yes"
        jmp     memory
no_xsave:
        absent  "xsetbv"

memory: each_time
        clock_on invlpg
        invlpg  [UNTOUCHED]
        clock_off
        report  "invlpg", "no"

        mov     ebx, UNTOUCHED
        each_time
        clock_on first_touch
        mov     eax, [rbx]
        clock_off
        add     ebx, PAGE
        returned 0
        report  "first-touch", "no"

; The timer of the budget runs out once, while RDTSC is read in a loop: whoever runs this lets it. The time between two turns grows
; by the round trip that the guest doesn't see.
        xor     eax, eax
        cpuid
        cmp     ebx, 'Auth'                     ; SVM has no such timer
        je      no_timer
        mov     r12d, TURNS
        xor     r14d, r14d                      ; no stamp yet: the first turn is longer than any, and none too long
        mov     r13d, -1
.turn:  rdtsc
        mov     ebx, eax
        sub     eax, r14d
        mov     r14d, ebx
        cmp     eax, r13d
        ja      gap
        mov     r9d, eax                        ; an ordinary turn
        lea     r13d, [eax + 4]
        dec     r12d
        jnz     .turn
no_timer:
        absent  "timer"
        vitrine_exit 0
gap:    sub     eax, r9d
        add     eax, [empty]                    ; publish takes it off
        mov     [samples], eax
        mov     dword [count], 1
        xor     r15d, r15d
        call    publish
        db      "bench kind=timer ", 0
        db      "exits=yes", 0
        vitrine_exit 0

lost:   vitrine_exit 2

start_of_text:
        db      "sixteen letters."

        measuring_routines
        segments
