; Exceptions in real mode exit, are logged, and go to the guest's own handlers.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [0 * 4], divide
        mov     word [0 * 4 + 2], 0
        mov     word [6 * 4], invalid
        mov     word [6 * 4 + 2], 0
        xor     bx, bx
        div     bl
        ud2
        mov     word [0x80 * 4], back
        mov     word [0x80 * 4 + 2], 0
        int     0x80                    ; a software interrupt is no exception: no exit
        hlt
divide:
invalid:
        push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
back:   iret

;CHECK:guest name=exceptions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=exception vector=0 name=#DE inject=#DE rip=0x7c1a
;CHECK-NEXT:exit n=1 kind=exception vector=6 name=#UD inject=#UD rip=0x7c1c
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c2c
;CHECK-NEXT:end guest=exceptions status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
