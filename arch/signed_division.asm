; bool vitrine_signed_divide(SignedDivision* division)
; arch/signed_division.hpp. #DE goes to a gate of its own, since Vitrine's ends the boot. Intel SDM vol. 3A, 6.14.1.

        bits    64

GATE            equ 0x8E00                      ; a present interrupt gate of privilege level 0, without IST

        global  vitrine_signed_divide

        section .text

; On the stack: the gate of vector 0, then IDTR for it, then IDTR as it was.
vitrine_signed_divide:
        sub     rsp, 48
        lea     rax, [rel .divide_error]
        mov     [rsp], ax
        mov     [rsp + 2], cs
        mov     word [rsp + 4], GATE
        shr     rax, 16
        mov     [rsp + 6], ax
        shr     rax, 16
        mov     [rsp + 8], rax                  ; and the reserved half of it
        mov     word [rsp + 16], 15
        mov     [rsp + 18], rsp
        sidt    [rsp + 32]
        lidt    [rsp + 16]
        mov     rax, [rdi]
        mov     rdx, [rdi + 8]
        idiv    qword [rdi + 16]
        mov     [rdi + 24], rax
        mov     [rdi + 32], rdx
        xor     eax, eax
        jmp     .back
.divide_error:
        mov     rsp, [rsp + 24]                 ; as it was at the fault: what the processor pushed is dropped
        mov     eax, 1
.back:
        lidt    [rsp + 32]
        add     rsp, 48
        ret
