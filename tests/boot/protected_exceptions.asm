; Exceptions in protected mode: error codes and CR2 reach the guest's handlers.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
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
        mov     dword [0x1000], 0x83    ; one page of 4 MiB, present and writable
        mov     eax, cr4
        or      eax, 1 << 4             ; PSE
        mov     cr4, eax
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        mov     [0x12345678], eax       ; #PF, write to a page that isn't there
after_page_fault:
        mov     ax, 0x38
        mov     ds, ax                  ; #GP(0x38): no such descriptor
after_protection:
        hlt
page_fault:
        mov     ebx, cr2
        mov     eax, CALL_MARK
        vmcall
        mov     dword [esp + 4], after_page_fault
        jmp     report
protection:
        mov     dword [esp + 4], after_protection
report: pop     ebx                     ; the error code
        mov     eax, CALL_MARK
        vmcall
        iret
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
idt:    times 13 dq 0
        dw      protection - $$ + 0x7c00, 0x08, 0x8e00, 0
        dw      page_fault - $$ + 0x7c00, 0x08, 0x8e00, 0
idt_pointer:
        dw      $ - idt - 1
        dd      idt
