; A #GP while a #GP is being delivered becomes #DF, which the guest handles.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      eax, 1
        mov     cr0, eax
        jmp     0x08:flat
        bits    32
flat:   mov     ax, 0x10
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7c00
        lidt    [idt_pointer]
        mov     ax, 0x38
        mov     ds, ax                  ; #GP, whose gate is not present: #NP while #GP is being delivered
        hlt
double_fault:
        vitrine_exit 0
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
idt:    times 8 dq 0
        dw      double_fault - $$ + 0x7c00, 0x08, 0x8e00, 0
        times 4 dq 0
        dw      0, 0x08, 0x0e00, 0      ; vector 13: not present
idt_pointer:
        dw      $ - idt - 1
        dd      idt

;CHECK:guest name=double_fault mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=exception vector=13 name=#GP error=0x38 inject=#GP rip=0x7c2c
;CHECK-NEXT:exit n=2 kind=exception vector=11 name=#NP error={{0x6b|0x6a}} inject=#DF rip=0x7c2c
;CHECK-NEXT:exit n=3 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c39
;CHECK-NEXT:end guest=double_fault status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
