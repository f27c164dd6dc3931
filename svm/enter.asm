; Into the guest and out of it again, as a call that returns at the #VMEXIT:
;   RDI   the guest's general registers, loaded from there and stored there
;   RAX   physical address of the guest's VMCB
;   RDX   of the VMCB that holds what VMSAVE saved of the host
; No register is preserved but RBP and RSP, and nothing of the guest is left in any: svm/enter.hpp tells the compiler.
; The guest's RAX, RIP, RSP and RFLAGS travel in the VMCB, and so does what VMLOAD and VMSAVE move. APM volume 2, 15.5.
; The timed way is for a guest whose TSC counts its own work alone. Between its entries TSC_OFFSET holds not an offset but the
; guest's TSC. The host's is read as the last thing before VMRUN and the first after #VMEXIT, and from one to the other is
; always the same number of instructions: an exit takes so many ticks of the guest's time, whatever the host did meanwhile.
; Global interrupts are off here but for the guest, where the host's IF of 1 lets physical interrupts exit.
; An emulator may leave the guest's CR0 behind (QEMU 7.2 does where EFER.LME comes without CR4.PAE). Without protection VMSAVE
; would be #UD, so CR0 is compared first of all and put right; RAX says at the end which bits it differed in.

        default rel
        bits    64

%define GPR(number) ((number + 12) & 15) * 8    ; guest::Registers::place

TSC_OFFSET      equ 0x50                        ; in the VMCB: table B-1

        section .text

        global  svm_enter
        global  svm_enter_timed
        global  svm_vmrun

%macro LOAD_MOST 0
        push    rbp
        mov     rbx, cr0
        push    rbx                             ; the host's CR0
        push    rdx                             ; the host's VMCB
        push    rdi                             ; the registers
        mov     rbx, [rdi + GPR(3)]
        mov     rbp, [rdi + GPR(5)]
        mov     rsi, [rdi + GPR(6)]
        mov     r8,  [rdi + GPR(8)]
        mov     r9,  [rdi + GPR(9)]
        mov     r10, [rdi + GPR(10)]
        mov     r11, [rdi + GPR(11)]
        mov     r12, [rdi + GPR(12)]
        mov     r13, [rdi + GPR(13)]
        mov     r14, [rdi + GPR(14)]
        mov     r15, [rdi + GPR(15)]
        clgi
        sti
        vmload
%endmacro

%macro LOAD_OTHERS 0
        mov     rcx, [rdi + GPR(1)]
        mov     rdx, [rdi + GPR(2)]
        mov     rdi, [rdi + GPR(7)]
%endmacro

svm_enter_timed:
        LOAD_MOST
        push    rax
        mov     rcx, rax
        rdtsc
        shl     rdx, 32
        or      rdx, rax
        sub     [rcx + TSC_OFFSET], rdx
        mov     rax, rcx
        LOAD_OTHERS
        vmrun
        push    rdx                             ; RAX and RSP are the host's again
        rdtsc
        shl     rdx, 32
        or      rdx, rax
        mov     rax, [rsp + 8]
        add     [rax + TSC_OFFSET], rdx         ; the guest's TSC again
        pop     rdx
        add     rsp, 8
        jmp     exited

svm_enter:
        LOAD_MOST
        LOAD_OTHERS
svm_vmrun:
        vmrun                                   ; RAX and RSP are the host's again
exited:
        push    rcx
        mov     rcx, cr0
        xor     [rsp + 24], rcx                 ; the host's CR0
        jnz     foreign
own:    pop     rcx
        vmsave
        cli
        pop     rax                             ; the registers
        mov     [rax + GPR(1)], rcx
        mov     [rax + GPR(2)], rdx
        mov     [rax + GPR(3)], rbx
        mov     [rax + GPR(5)], rbp
        mov     [rax + GPR(6)], rsi
        mov     [rax + GPR(7)], rdi
        mov     [rax + GPR(8)], r8
        mov     [rax + GPR(9)], r9
        mov     [rax + GPR(10)], r10
        mov     [rax + GPR(11)], r11
        mov     [rax + GPR(12)], r12
        mov     [rax + GPR(13)], r13
        mov     [rax + GPR(14)], r14
        mov     [rax + GPR(15)], r15
        pop     rax
        vmload                                  ; the host's FS, GS, TR, LDTR and system-call MSRs
        stgi                                    ; what came meanwhile stays pending: IF is 0
        pop     rax                             ; in what CR0 differed
        pop     rbp
        xor     ecx, ecx                        ; nothing of the guest stays for the host to use
        xor     edx, edx
        xor     ebx, ebx
        xor     esi, esi
        xor     edi, edi
        xor     r8d, r8d
        xor     r9d, r9d
        xor     r10d, r10d
        xor     r11d, r11d
        xor     r12d, r12d
        xor     r13d, r13d
        xor     r14d, r14d
        xor     r15d, r15d
        ret
foreign:
        xor     rcx, [rsp + 24]                 ; the host's again
        mov     cr0, rcx
        jmp     own
