; From what a Multiboot2 loader leaves (32-bit protected mode, paging off; section 3.3) to 64-bit C++:
;   [[noreturn]] void kernel_main(uint32_t magic, uint32_t information)
; The page tables made here map the first 4 GiB onto themselves and last until Vitrine builds its own.

        extern  kernel_main
        extern  boot_stacks
        global  multiboot2_entry
        global  boot_started

STACK_TOP       equ 9 * 4096                    ; of the first stack: a guard page and eight pages (arch/stacks.hpp)
CR0_PG_PE_WP_NE equ 1 << 31 | 1 << 16 | 1 << 5 | 1 << 0
CR4_PAE         equ 1 << 5
EFER            equ 0xc0000080
EFER_LME_NXE    equ 1 << 8 | 1 << 11
PRESENT_WRITE   equ 0x3
LARGE           equ 0x80

        bits    32
        section .text

multiboot2_entry:
        cli
        cld
        mov     esp, boot_stacks + STACK_TOP
        mov     ebp, eax                        ; the magic number
        mov     esi, ebx                        ; the information
        rdtsc
        mov     [boot_started], eax
        mov     [boot_started + 4], edx

        mov     eax, 0x80000000
        cpuid
        cmp     eax, 0x80000001
        jb      no_long_mode
        mov     eax, 0x80000001
        cpuid
        mov     eax, 1 << 29 | 1 << 20          ; long mode and NX
        and     edx, eax
        cmp     edx, eax
        jne     no_long_mode

        mov     eax, early_pdpt + PRESENT_WRITE
        mov     [early_pml4], eax
        mov     edi, early_pdpt
        mov     eax, early_directories + PRESENT_WRITE
        mov     ecx, 4
.pdpt:  mov     [edi], eax
        add     eax, 4096
        add     edi, 8
        loop    .pdpt
        mov     edi, early_directories
        mov     eax, PRESENT_WRITE | LARGE
        mov     ecx, 4 * 512
.pages: mov     [edi], eax
        add     eax, 0x200000
        add     edi, 8
        loop    .pages

        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     eax, early_pml4
        mov     cr3, eax
        mov     ecx, EFER
        rdmsr
        or      eax, EFER_LME_NXE
        wrmsr
        mov     eax, cr0
        and     eax, ~(1 << 30 | 1 << 29)       ; CD and NW, which the firmware may have left set
        or      eax, CR0_PG_PE_WP_NE
        mov     cr0, eax
        lgdt    [early_gdt_pointer]
        jmp     0x08:long_mode

; No C++ without long mode: the log's lines by hand.
no_long_mode:
        mov     esi, serial_setup
.setup: lodsw                                   ; AL the register, AH its value
        movzx   edx, al
        add     edx, 0x3f8
        mov     al, ah
        out     dx, al
        cmp     esi, serial_setup_end
        jb      .setup
        mov     esi, refusal
.next:  mov     ah, [esi]
        inc     esi
        test    ah, ah
        jz      .end
        mov     ecx, 1000000
.wait:  mov     dx, 0x3fd                       ; line status: is the holding register empty?
        in      al, dx
        test    al, 0x20
        loopz   .wait
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        jmp     .next
.end:   mov     ecx, 1000000
.drain: mov     dx, 0x3fd
        in      al, dx
        test    al, 0x40
        loopz   .drain
        mov     eax, 103
        mov     dx, 0xf4                        ; as arch/power.cpp does
        out     dx, eax
        mov     esi, shutdown
        mov     ecx, shutdown_end - shutdown
        mov     dx, 0x8900
        rep outsb
.halt:  cli
        hlt
        jmp     .halt

        bits    64
long_mode:
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        xor     eax, eax
        mov     fs, ax
        mov     gs, ax
        mov     edi, ebp                        ; first
        mov     esi, esi                        ; second
        xor     ebp, ebp                        ; the last frame of a backtrace
        push    0
        push    0
        call    kernel_main
        ud2

        section .rodata
; As arch/serial.cpp: no interrupts, 115200 baud, 8N1, FIFOs on.
serial_setup:
        db      1, 0, 3, 0x80, 0, 1, 1, 0, 3, 3, 2, 7, 4, 3
serial_setup_end:
        align   8
early_gdt:
        dq      0
        dq      0x00af9b000000ffff              ; 64-bit code
        dq      0x00cf93000000ffff              ; data
early_gdt_pointer:
        dw      $ - early_gdt - 1
        dd      early_gdt

refusal:
        db      "vitrine version=", VITRINE_VERSION, " format=1", 10
        db      'error missing=long-mode cause="this processor has no 64-bit mode or no NX"', 10
        db      'result status=unsupported code=103 exits=0 '
        db      'cause="this processor has no 64-bit mode or no NX"', 10, 0
shutdown:
        db      "Shutdown"
shutdown_end:

        section .bss
        align   8
boot_started:   resq 1                          ; TSC, for boot/cost.cpp

; Zeroed by the loader, like .bss: the segment's part past the file's end.
        section .stacks nobits alloc noexec write align=4096
early_pml4:        resb 4096
early_pdpt:        resb 4096
early_directories: resb 4 * 4096
