; MOV to CR3 with a bit past the physical address in 64-bit mode: #GP(0), which the guest handles, and CR3 is as before. QEMU's TCG
; leaves the guest under SVM by VMEXIT_INVALID instead.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_long
        lidt    [idt_pointer]
        mov     rsp, 0x7c00
        mov     r8, 0x0010000000001000  ; bit 52
        mov     cr3, r8
        mov     rbx, cr3
        mov     eax, CALL_MARK
        vmcall
        mov     r9, 0x8000000000001000  ; bit 63
        mov     cr3, r9
        hlt
protection:
        pop     rbx                     ; the error code
        mov     eax, CALL_MARK
        vmcall
        add     qword [rsp], 4     ; past the MOV
        iretq
        segments
        align   8
idt:    times   13 * 16 db 0
        dw      protection, LONG_CODE, 0x8e00, 0
        dq      0
idt_pointer:
        dw      $ - idt - 1
        dq      idt

;CHECK:guest name=cr3_reserved mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x20 rip=0x7c2b
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x0 rip=0x7c34
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c3c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4c
;CHECK-NEXT:exit n=4 kind=exception vector=13 name=#GP error=0x0 inject=#GP rip=0x7c6b
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c8f
;CHECK-NEXT:exit n=6 kind=vmcall number=0x4 name=mark argument=0x1000 returned=0x0 rip=0x7c77
;CHECK-NEXT:exit n=7 kind=exception vector=13 name=#GP error=0x0 inject=#GP rip=0x7c84
;CHECK-NEXT:exit n=8 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c8f
;CHECK-NEXT:exit n=9 kind=hlt interrupts=off rip=0x7c88
;CHECK-NEXT:end guest=cr3_reserved status=ok code=0 exits=10
;CHECK-NEXT:result status=ok code=0 exits=10
