; Into the guest and back, as an ordinary function call:
;   EnterOutcome vmx_enter(Registers* gpr, bool launched)
; Loads the guest's general registers, does VMLAUNCH or VMRESUME, and returns at the VM exit with the registers stored
; again. RIP, RSP and RFLAGS travel in the VMCS, so the slot of RSP is free to hold the host's own.
; Intel SDM vol. 3C, chapters 27 and 28. HOST_RSP is the end of the registers, so that the exit stores them by pushes;
; nothing else uses that stack: interrupts are off, and NMI and #MC have stacks of their own.

        default rel
        bits    64

HOST_RSP_SLOT     equ 4 * 8

OUTCOME_EXIT      equ 0
OUTCOME_INVALID   equ 1
OUTCOME_VALID     equ 2

        section .text

        global  vmx_enter
        global  vmx_launch
        global  vmx_exit

vmx_enter:
        push    rbp
        mov     rbp, rsp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rdi
        mov     [rdi + HOST_RSP_SLOT], rsp
        test    sil, sil
        mov     rax, [rdi + 0 * 8]              ; MOV leaves the flags of TEST alone
        mov     rcx, [rdi + 1 * 8]
        mov     rdx, [rdi + 2 * 8]
        mov     rbx, [rdi + 3 * 8]
        mov     rbp, [rdi + 5 * 8]
        mov     rsi, [rdi + 6 * 8]
        mov     r8,  [rdi + 8 * 8]
        mov     r9,  [rdi + 9 * 8]
        mov     r10, [rdi + 10 * 8]
        mov     r11, [rdi + 11 * 8]
        mov     r12, [rdi + 12 * 8]
        mov     r13, [rdi + 13 * 8]
        mov     r14, [rdi + 14 * 8]
        mov     r15, [rdi + 15 * 8]
        mov     rdi, [rdi + 7 * 8]
        jz      vmx_launch
        vmresume
        jmp     refused
vmx_launch:
        vmlaunch

refused:                                        ; only a failed entry comes here: CF or ZF is set
        mov     eax, OUTCOME_INVALID
        mov     edx, OUTCOME_VALID
        cmovz   eax, edx
        pop     rdi                             ; RSP is still the host's: the guest was never entered
        jmp     leave

vmx_exit:                                       ; HOST_RIP; RSP is the end of the registers
        push    r15
        push    r14
        push    r13
        push    r12
        push    r11
        push    r10
        push    r9
        push    r8
        push    rdi
        push    rsi
        push    rbp
        sub     rsp, 8                          ; the slot that holds the host's RSP
        push    rbx
        push    rdx
        push    rcx
        push    rax
        mov     rsp, [rsp + HOST_RSP_SLOT]
        pop     rdi
        xor     eax, eax                        ; OUTCOME_EXIT; and nothing of the guest stays for the host to use
        xor     ecx, ecx
        xor     edx, edx
        xor     esi, esi
        xor     r8d, r8d
        xor     r9d, r9d
        xor     r10d, r10d
        xor     r11d, r11d

leave:
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
