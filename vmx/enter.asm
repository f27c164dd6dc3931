; Into the guest and out of it again, as a call that returns at the VM exit:
;   RDI        the guest's general registers, loaded from there and stored there
; and gives what every exit is asked for, read into registers that the guest's values must leave anyway:
;   RAX        exit reason; or when the guest was never entered bit 63, with CF in bit 0 and ZF in bit 6
;   R15, R14   the guest's RIP; length of the instruction that exited
;   RBX, R12   the guest's RFLAGS and interruptibility state
; VMREAD fails without a current VMCS, which the last of them finds as well as the first, or for a field that the processor
; lacks, which none of these can be (31.3).
; No other register is preserved but RDI, RBP and RSP: vmx/enter.hpp tells the compiler.
; The timed ways are for a guest whose TSC counts its own work alone. Between its entries the TSC-offset field holds not an
; offset but the guest's TSC. The host's is read as the last thing before the entry and the first after the exit, and from one
; to the other is always the same number of instructions: an exit takes so many ticks of the guest's time, whatever the host
; did meanwhile.
; RIP, RSP and RFLAGS travel in the VMCS, so the slot of RSP is free to hold the host's own. Intel SDM vol. 3C, chapters
; 27 and 28. HOST_RSP is the end of the registers, so that the exit stores them by pushes; nothing else uses that stack:
; interrupts are off, and NMI and #MC have stacks of their own.

        default rel
        bits    64

%define GPR(number) ((number + 12) & 15) * 8    ; guest::Registers::place
HOST_RSP_SLOT             equ GPR(4)

ENTRY_REFUSED             equ 63                ; bit

TSC_OFFSET                equ 0x2010            ; VMCS fields: appendix B
EXIT_REASON               equ 0x4402
EXIT_INSTRUCTION_LENGTH   equ 0x440c
GUEST_INTERRUPTIBILITY    equ 0x4824
GUEST_RIP                 equ 0x681e
GUEST_RFLAGS              equ 0x6820

        section .text

        global  vmx_enter_by_launch
        global  vmx_enter_by_resume
        global  vmx_enter_timed_by_launch
        global  vmx_enter_timed_by_resume
        global  vmx_launch
        global  vmx_resume
        global  vmx_exit
        global  vmx_timed_exit

%macro LOAD_MOST 0
        push    rbp
        mov     [rdi + HOST_RSP_SLOT], rsp
        mov     rcx, [rdi + GPR(1)]
        mov     rbx, [rdi + GPR(3)]
        mov     rbp, [rdi + GPR(5)]
        mov     r8,  [rdi + GPR(8)]
        mov     r9,  [rdi + GPR(9)]
        mov     r10, [rdi + GPR(10)]
        mov     r11, [rdi + GPR(11)]
        mov     r12, [rdi + GPR(12)]
        mov     r13, [rdi + GPR(13)]
        mov     r14, [rdi + GPR(14)]
        mov     r15, [rdi + GPR(15)]
%endmacro

%macro LOAD_OTHERS 0
        mov     rax, [rdi + GPR(0)]
        mov     rdx, [rdi + GPR(2)]
        mov     rsi, [rdi + GPR(6)]
        mov     rdi, [rdi + GPR(7)]
%endmacro

%macro LOAD 0
        LOAD_MOST
        LOAD_OTHERS
%endmacro

%macro LOAD_TIMED 0
        LOAD_MOST
        mov     esi, TSC_OFFSET
        vmread  rsi, rsi                        ; the guest's TSC
        rdtsc
        shl     rdx, 32
        or      rdx, rax
        sub     rsi, rdx
        mov     eax, TSC_OFFSET
        vmwrite rax, rsi
        jbe     refused
        LOAD_OTHERS
%endmacro

vmx_enter_by_resume:
        LOAD
vmx_resume:
        vmresume
        jmp     refused

vmx_enter_timed_by_resume:
        LOAD_TIMED
        vmresume
        jmp     refused

vmx_enter_timed_by_launch:
        LOAD_TIMED
        jmp     vmx_launch

vmx_enter_by_launch:
        LOAD
vmx_launch:
        vmlaunch

refused:                                        ; only a failed entry comes here, with CF or ZF set
        lahf
        movzx   eax, ah                         ; RSP is still the host's: the guest was never entered
        bts     rax, ENTRY_REFUSED
        pop     rbp
        ret

%macro STORE_FIRST 0                             ; RSP is the end of the registers
        push    rbx
        push    rdx
        push    rcx
        push    rax
%endmacro

%macro STORE_OTHERS 0
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
        lea     rdi, [rsp - 8]
        mov     rsp, [rdi + HOST_RSP_SLOT]
        pop     rbp
%endmacro

vmx_timed_exit:                                 ; HOST_RIP
        STORE_FIRST
        rdtsc
        shl     rdx, 32
        or      rdx, rax
        STORE_OTHERS
        mov     esi, TSC_OFFSET
        vmread  rcx, rsi
        add     rcx, rdx
        vmwrite rsi, rcx                        ; the guest's TSC again
        jmp     read_exit

vmx_exit:                                       ; HOST_RIP
        STORE_FIRST
        STORE_OTHERS
read_exit:
        mov     eax, EXIT_REASON
        vmread  rax, rax
        mov     r15d, GUEST_RIP
        vmread  r15, r15
        mov     r14d, EXIT_INSTRUCTION_LENGTH
        vmread  r14, r14
        mov     ebx, GUEST_RFLAGS
        vmread  rbx, rbx
        mov     r12d, GUEST_INTERRUPTIBILITY
        vmread  r12, r12
        jbe     unreadable
        xor     ecx, ecx                        ; nothing of the guest stays for the host to use
        xor     edx, edx
        xor     esi, esi
        xor     r8d, r8d
        xor     r9d, r9d
        xor     r10d, r10d
        xor     r11d, r11d
        xor     r13d, r13d
        ret

unreadable:
        lahf
        movzx   eax, ah
        bts     rax, ENTRY_REFUSED
        ret
