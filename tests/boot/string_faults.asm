; A REP OUTS that runs into a page that isn't there: what came before is done, the guest gets #PF with registers at the element that
; faulted, maps the page, and the rest follows. An INS to a read-only page reads nothing from the port.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
PRESENT_WRITE   equ 3
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      eax, 1
        mov     cr0, eax
        jmp     0x08:flat
        bits    32
flat:   mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 0x7c00
        lidt    [idt_pointer]
        mov     dword [0x1000], 0x2000 | PRESENT_WRITE
        mov     edi, 0x2000
        mov     eax, PRESENT_WRITE
        mov     ecx, 64
.page:  mov     [edi], eax
        add     eax, 0x1000
        add     edi, 4
        loop    .page
        mov     dword [0x2000 + 0x20 * 4], 0    ; page 0x20000 is not there
        mov     dword [0x2000 + 0x21 * 4], 0x21001      ; page 0x21000 can't be written
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31 | 1 << 16  ; PG and WP
        mov     cr0, eax
        mov     dx, 0x200
        mov     esi, 0x1fffe
        mov     ecx, 4
        rep outsb
        mov     edi, 0x21000
        insb
        hlt

page_fault:
        mov     ebx, cr2
        mov     eax, CALL_MARK
        vmcall
        mov     ebx, ecx
        mov     eax, CALL_MARK
        vmcall
        mov     dword [0x2000 + 0x20 * 4], 0x20000 | PRESENT_WRITE
        mov     dword [0x2000 + 0x21 * 4], 0x21000 | PRESENT_WRITE
        add     esp, 4                  ; the error code
        iret

        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
idt:    times 14 dq 0
        dw      page_fault - $$ + 0x7c00, 0x08, 0x8e00, 0
idt_pointer:
        dw      $ - idt - 1
        dd      idt
