; The cheapest #VMEXIT that can be, to compare Vitrine's with: it saves the general registers, steps over the guest's VMMCALL, and
; goes back. It asks nothing and checks nothing.
;   void floor_svm_run(uint64_t vmcb, uint64_t* end)
; `end` is the end of lab/floor.cpp's stack. RAX and RSP travel in the VMCB.
; APM volume 2, 15.5.

        default rel
        bits    64
%include "lab/floor.inc"

VMCB_RIP        equ     0x578           ; table B-2
VMMCALL_LENGTH  equ     3

        floor_guest vmmcall
        floor_data

        section .text
        global  floor_svm_run

floor_svm_run:
        push_host
        mov     rax, rdi
        mov     rsp, rsi
        clgi
.again: vmrun
        push_guest
        add     qword [rax + VMCB_RIP], VMMCALL_LENGTH
        pop_guest
        dec     dword [exits_left]      ; these two are lab/floor.cpp's `counting`
        jnz     .again
        push_guest                      ; for lab/floor.cpp
        stgi
        pop_host
        ret
