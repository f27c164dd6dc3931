; The trap flag traps after an instruction that exited, too.
; Bochs 2.7 carries the trap out of the guest: #DB right after VMRUN.
; UNSUPPORTED: bochs-svm
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     word [1 * 4], trap
        mov     word [1 * 4 + 2], 0
        pushf
        pop     ax
        or      ax, 1 << 8
        push    ax
        popf
        out     0x80, al                ; exits, then traps
        nop
        hlt
trap:   push    bp
        mov     bp, sp
        mov     bx, [bp + 2]            ; where it trapped
        pop     bp
        iret

;CHECK:guest name=single_step mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x80 size=1 value=0x2 device=none rip=0x7c13
;CHECK-NEXT:exit n=1 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c15
;CHECK-NEXT:exit n=2 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c16
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c16
;CHECK-NEXT:end guest=single_step status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
