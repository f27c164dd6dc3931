; Into the guest and back, as an ordinary function call:
;   void svm_enter(Registers* gpr, uint64_t vmcb, uint64_t host_vmcb)
; Loads the guest's general registers, does VMRUN, and returns at the #VMEXIT with the registers stored again. RAX, RIP, RSP and
; RFLAGS travel in the VMCB, what VMLOAD and VMSAVE move in either VMCB. The slot of RSP is free to hold the host's own.
; APM volume 2, 15.5. Global interrupts are off here but for the guest, where the host's IF of 1 lets physical interrupts exit.

        default rel
        bits    64

HOST_RSP_SLOT   equ 4 * 8

        section .text

        global  svm_enter
        global  svm_vmrun

svm_enter:
        push    rbp
        mov     rbp, rsp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rdx                             ; the host's VMCB
        push    rsi                             ; the guest's
        push    rdi                             ; the registers
        mov     [rdi + HOST_RSP_SLOT], rsp
        mov     rax, rsi
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
        clgi
        sti
        vmload
svm_vmrun:
        vmrun
        vmsave                             ; RAX and RSP are the host's again
        cli
        mov     rax, [rsp]                      ; the registers
        mov     [rax + 1 * 8], rcx
        mov     [rax + 2 * 8], rdx
        mov     [rax + 3 * 8], rbx
        mov     [rax + 5 * 8], rbp
        mov     [rax + 6 * 8], rsi
        mov     [rax + 7 * 8], rdi
        mov     [rax + 8 * 8], r8
        mov     [rax + 9 * 8], r9
        mov     [rax + 10 * 8], r10
        mov     [rax + 11 * 8], r11
        mov     [rax + 12 * 8], r12
        mov     [rax + 13 * 8], r13
        mov     [rax + 14 * 8], r14
        mov     [rax + 15 * 8], r15
        mov     rax, [rsp + 16]
        vmload                             ; the host's FS, GS, TR, LDTR and system-call MSRs
        stgi                                    ; what came meanwhile stays pending: IF is 0
        add     rsp, 24
        xor     eax, eax                        ; nothing of the guest stays for the host to use
        xor     ecx, ecx
        xor     edx, edx
        xor     esi, esi
        xor     edi, edi
        xor     r8d, r8d
        xor     r9d, r9d
        xor     r10d, r10d
        xor     r11d, r11d
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
