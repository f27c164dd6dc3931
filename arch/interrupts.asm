; The 256 interrupt stubs and their common tail, which calls
;   [[noreturn]] void vitrine_exception(const ExceptionFrame*)
; No vector returns but the timer's: Vitrine runs with interrupts off, and an exception in it is its own defect. ExceptionFrame's
; layout is static_asserted in arch/exception_frame.hpp.

        default rel
        bits    64

TIMER_VECTOR    equ 0x40                        ; arch/local_apic.hpp

        extern  vitrine_exception
        global  interrupt_stubs

; Vectors that push an error code. Intel SDM vol. 3A, table 6-1.
%define HAS_ERROR_CODE(vector) ((vector) = 8 || (vector) = 10 || (vector) = 11 || (vector) = 12 || (vector) = 13 || (vector) = 14 || (vector) = 17 || (vector) = 21 || (vector) = 29 || (vector) = 30)

        section .text

        align   16
interrupt_stubs:
%assign vector 0
%rep 256
        align   16
  %if vector = TIMER_VECTOR
        iretq                                   ; who accepted it knows what it means
  %endif
  %if !(HAS_ERROR_CODE(vector))
        push    qword 0
  %endif
        push    qword vector
        jmp     near report
  %assign vector vector + 1
%endrep
        align   16

report:
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
        push    rsp
        push    rbx
        push    rdx
        push    rcx
        push    rax
        cld
        mov     rdi, rsp
        and     rsp, -16
        call    vitrine_exception
        ud2
