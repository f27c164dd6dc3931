; INT n, INT3 and INTO whose gates fault: the handler of the fault finds the instruction's own address, also where INT3 or INTO exited
; and its delivery is Vitrine's.
; In QEMU under SVM INT3 and INTO don't exit, and Bochs's error code for them has EXT set there.
; RUN: %run %s --trace vmcall,hlt | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_protected
        int3                            ; #GP: the gate is empty
        mov     al, 0x7f
        inc     al                      ; OF
        into                            ; the same
        int     0x21                    ; #GP: past the end of the IDT
        mov     eax, 0xface             ; each came back once
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        hlt
protection:
        pop     ebx                     ; the error code
        mov     eax, CALL_MARK
        vmcall
        mov     ebx, [esp]              ; where it comes back to
        mov     eax, CALL_MARK
        vmcall
        movzx   eax, byte [ebx]         ; INT n has two bytes
        cmp     al, 0xcd
        sete    al
        lea     ebx, [ebx + eax + 1]
        mov     [esp], ebx
        iret
        segments
        interrupts
        gate    13, protection
        end_of_interrupts

;CHECK:guest name=faults_in_delivery mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument={{0x1[ab]}} returned=0x0 rip=0x7c48
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x7c2a returned=0x0 rip=0x7c53
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument={{0x2[23]}} returned=0x0 rip=0x7c48
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x7c2f returned=0x0 rip=0x7c53
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x10a returned=0x0 rip=0x7c48
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0x7c30 returned=0x0 rip=0x7c53
;CHECK-NEXT:exit n={{[0-9]+}} kind=vmcall number=0x4 name=mark argument=0xface returned=0x0 rip=0x7c3e
;CHECK-NEXT:exit n={{[0-9]+}} kind=hlt interrupts=off rip=0x7c41
;CHECK-NEXT:end guest=faults_in_delivery status=ok code=0 exits={{1[24]}}
;CHECK-NEXT:result status=ok code=0 exits={{1[24]}}
