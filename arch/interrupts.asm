; The 256 interrupt stubs and their common tail, which calls
;   [[noreturn]] void vitrine_exception(const ExceptionFrame*)
; No vector returns but the timer's: Vitrine runs with interrupts off, and an exception in it is its own defect. ExceptionFrame's
; layout is static_asserted in arch/exception_frame.hpp.

        bits    64

TIMER_VECTOR    equ 0x40                        ; arch/local_apic.hpp
STUB_SIZE       equ 5                           ; arch/exception_frame.hpp

        extern  vitrine_exception
        global  interrupt_stubs

        section .text

; A stub is a CALL, whose return address tells the vector.
%macro STUBS 1
  %rep %1
        call    near report
  %endrep
%endmacro

interrupt_stubs:
        STUBS   TIMER_VECTOR
        iretq                                   ; who accepted it knows what it means
        times   (TIMER_VECTOR + 1) * STUB_SIZE - ($ - interrupt_stubs) int3
        STUBS   255 - TIMER_VECTOR

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
