; The cheapest exit that can be, to compare Vitrine's with: it saves the general registers, steps over the guest's instruction, and
; goes back. It asks nothing and checks nothing.
;   bool floor_vmx_run()                   false when the processor refuses to enter the guest
; The current VMCS has floor_vmx_exit for HOST_RIP, and for HOST_RSP the end of lab/floor.cpp's stack.
; Intel SDM vol. 3C, chapters 27 and 28.

        default rel
        bits    64
%include "lab/floor.inc"

GUEST_RIP       equ     0x681e          ; appendix B
INSTRUCTION_LENGTH equ  0x440c

        floor_guest vmcall
        floor_data

        section .text
        global  floor_vmx_run
        global  floor_vmx_exit

floor_vmx_run:
        push_host
        vmlaunch
refused:
        xor     eax, eax
        jmp     leave

floor_vmx_exit:
        push_guest
        push    rax
        dec     dword [exits_left]      ; these two are lab/floor.cpp's `counting`
        jz      .over
        mov     edx, GUEST_RIP
        vmread  rax, rdx
        mov     ecx, INSTRUCTION_LENGTH
        vmread  rcx, rcx
        add     rax, rcx
        vmwrite rdx, rax
        pop     rax
        pop_guest
        vmresume
        jmp     refused
.over:  mov     eax, 1
leave:  pop_host
        ret
