; Virtual-8086 mode under a small monitor in 32-bit code: a BIOS call from there works like one from real mode, and the task ends by a
; general-protection fault to the monitor. Bochs 2.7 panics when a guest in this mode leaves under SVM.
; UNSUPPORTED: bochs-svm
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        lgdt    [gdtr]
        lidt    [idtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:code32
        bits    32
code32: mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 0x7000
        mov     word [0x6000 + 8], 16   ; SS0 of the TSS
        mov     dword [0x6000 + 4], 0x7000
        mov     word [0x6000 + 102], 104
        mov     ax, 24
        ltr     ax
        push    dword 0                 ; GS, FS, DS, ES
        push    dword 0
        push    dword 0
        push    dword 0
        push    dword 0                 ; SS:SP
        push    dword 0x5000
        push    dword 0x23002           ; VM, IOPL 3
        push    dword 0
        push    dword task
        iretd
monitor:
        mov     ebx, 0x86
        mov     eax, 4
        vmcall
        cli
        hlt
        bits    16
task:   pushf
        call    0xf000:0xe000 + 8 * 0x12        ; the service itself, as an interrupt handler passes a call on
        hlt
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
        dw      104, 0x6000
        db      0, 0x89, 0, 0
gdtr:   dw      gdtr - gdt - 1
        dd      gdt
idt:    times   13 dq 0
        dw      monitor, 8, 0x8e00, 0
idtr:   dw      idtr - idt - 1
        dd      idt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=vm86 mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=vm86 kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x12 function=memory-size size=0x9fc00 status=ok caller=0000:7c84 n=1
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x86 returned=0x0 rip=0x7c79
;CHECK-NEXT:end guest=vm86 status=ok code=0 exits=5 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=5
