; The built-in guest `long`: from 16-bit real mode straight to 64-bit long mode, with 4-level paging. Intel SDM
; vol. 3A, 10.8.5.

        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "work.inc"

CODE            equ     0x08
DATA            equ     0x10
PML4            equ     0x1000          ; below the program: free memory
PDPT            equ     0x2000
DIRECTORY       equ     0x3000
PRESENT_WRITE   equ     3
LARGE           equ     0x80
EFER            equ     0xc0000080

start:  ; The first 2 MiB onto themselves. The memory is zero when a guest starts.
        mov     dword [PML4], PDPT | PRESENT_WRITE
        mov     dword [PDPT], DIRECTORY | PRESENT_WRITE
        mov     dword [DIRECTORY], LARGE | PRESENT_WRITE
        mov     eax, PML4
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 1 << 5             ; PAE
        mov     cr4, eax
        mov     ecx, EFER
        rdmsr
        or      eax, 1 << 8             ; LME
        wrmsr
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      eax, 1 << 31 | 1        ; PG and PE
        mov     cr0, eax
        jmp     CODE:in_long_mode

        bits    64
        default rel
in_long_mode:
        mov     ax, DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     rsp, 0x7c00

        work
        vitrine_exit 0

        align   8
gdt:    dq      0
        dq      0x00af9a000000ffff      ; 64-bit code
        dq      0x00cf92000000ffff      ; data
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt

message:
        db      "hello from long mode", 10
message_end:
        align   4
buffer: times 16 db 0
