; A single step is never lost: of an instruction that exits while the timer interrupts, too.
; UNSUPPORTED: bochs-svm
; RUN: %run %s --platform pc --trace vmcall | %check %s
; CHECKS BY HAND
STEPS   equ     300
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [1 * 4], step
        mov     [1 * 4 + 2], ax
        mov     al, 0x34                ; channel 0, mode 2
        out     0x43, al
        mov     al, 0xe8                ; 1000 clocks
        out     0x40, al
        mov     al, 3
        out     0x40, al
        pushf
        pop     ax
        or      ax, 0x300               ; TF and IF
        push    ax
        popf
        times   STEPS in al, 0x61
        pushf                           ; a step, as are the next two
        and     byte [0x7bff], 0xfe     ; TF, on the stack
        popf                            ; the trap of POPF itself comes after it
        cli
        mov     ebx, [steps]
        mov     eax, 4
        vmcall
        hlt
step:   inc     dword [steps]
        iret
steps:  dd      0

;CHECK:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x12f returned=0x0 rip=0x7e91
;CHECK-NEXT:end guest=step_and_interrupt status=ok code=0 {{.*}}
