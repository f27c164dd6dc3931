; The built-in guest `protected`: starts in 16-bit real mode, makes its own GDT, switches to 32-bit protected mode,
; turns paging on and does its work there.

        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "work.inc"

CODE            equ     0x08
DATA            equ     0x10
PAGE_DIRECTORY  equ     0x1000          ; below the program: free memory
PAGE_TABLE      equ     0x2000
PRESENT_WRITE   equ     3

start:  lgdt    [gdt_pointer]
        mov     eax, cr0
        or      eax, 1                  ; PE
        mov     cr0, eax
        jmp     CODE:in_protected_mode

        bits    32
in_protected_mode:
        mov     ax, DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 0x7c00

        ; The first 4 MiB onto themselves, in pages of 4 KiB.
        mov     dword [PAGE_DIRECTORY], PAGE_TABLE | PRESENT_WRITE
        mov     edi, PAGE_TABLE
        mov     eax, PRESENT_WRITE
        mov     ecx, 1024
.page:  mov     [edi], eax
        add     eax, 0x1000
        add     edi, 4
        loop    .page
        mov     eax, PAGE_DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31            ; PG
        mov     cr0, eax

        work
        vitrine_exit 0

        align   8
gdt:    dq      0
        dq      0x00cf9a000000ffff      ; 32-bit code, base 0, 4 GiB
        dq      0x00cf92000000ffff      ; data
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt

message:
        db      "hello from protected mode", 10
message_end:
        align   4
buffer: times 16 db 0
