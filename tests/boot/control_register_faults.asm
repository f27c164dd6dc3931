; Values that CR0 and CR4 can't take are #GP in the guest, and change nothing.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [13 * 4], skip
        mov     word [13 * 4 + 2], 0
        mov     eax, 1 << 31            ; PG without PE
        mov     cr0, eax
        mov     eax, 1 << 29            ; NW without CD
        mov     cr0, eax
        mov     eax, 1 << 13            ; VMXE: this guest's processor has no VMX
        mov     cr4, eax
        mov     eax, 1 << 30            ; reserved
        mov     cr4, eax
        mov     ebx, cr4
        mov     eax, CALL_MARK
        vmcall
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret
