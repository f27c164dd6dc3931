; SVM gives exceptions precedence over intercepts (APM 15.7), so there the #GP itself exits.
; Values that CR0 and CR4 can't take are #GP in the guest, and change nothing.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [13 * 4], skip
        mov     word [13 * 4 + 2], 0
        mov     eax, 1 << 31            ; PG without PE
        mov     cr0, eax
        mov     eax, 1 << 29            ; NW without CD
        mov     cr0, eax
        mov     eax, 1 << 13            ; VMXE: this guest's processor has no VMX
        mov     cr4, eax
        mov     eax, 1 << 30            ; reserved
        mov     cr4, eax
        mov     ebx, cr4
        mov     eax, CALL_MARK
        vmcall
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret

;CHECK:guest name=control_register_faults mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x80000000 inject=#GP rip=0x7c12
;CHECK-NEXT:exit n=1 kind={{cr access=write cr=0 value=0x20000000|exception vector=13 name=#GP error=0x0}} inject=#GP rip=0x7c1b
;CHECK-NEXT:exit n=2 kind={{cr access=write cr=4 value=0x2000|exception vector=13 name=#GP error=0x0}} inject=#GP rip=0x7c24
;CHECK-NEXT:exit n=3 kind={{cr access=write cr=4 value=0x40000000|exception vector=13 name=#GP error=0x0}} inject=#GP rip=0x7c2d
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c39
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c3c
;CHECK-NEXT:end guest=control_register_faults status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
