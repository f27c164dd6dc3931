; Exceptions in real mode exit, are logged, and go to the guest's own handlers.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [0 * 4], divide
        mov     word [0 * 4 + 2], 0
        mov     word [3 * 4], back
        mov     word [3 * 4 + 2], 0
        mov     word [4 * 4], back
        mov     word [4 * 4 + 2], 0
        mov     word [6 * 4], invalid
        mov     word [6 * 4 + 2], 0
        xor     bx, bx
        div     bl
        int3
        mov     al, 0x7f
        inc     al                      ; OF
        into
        ud2
        int     4                       ; a software interrupt is no exception: no exit
        hlt
divide:
invalid:
        push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
back:   iret

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=0 name=exception-or-nmi qualification=0x0 length=2 rip=0x7c32
;CHECK-NEXT:exit n=0 kind=exception vector=0 name=#DE inject=#DE rip=0x7c32
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=exception vector=3 name=#BP inject=#BP rip=0x7c34
;CHECK-NEXT:exit n=2 kind=exception vector=4 name=#OF inject=#OF rip=0x7c39
;CHECK-NEXT:exit n=3 kind=exception vector=6 name=#UD inject=#UD rip=0x7c3a
;CHECK-NEXT:exit n=4 kind=hlt interrupts=off rip=0x7c3e
;CHECK-NEXT:end guest=exceptions status=ok code=0 exits=5
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=5
