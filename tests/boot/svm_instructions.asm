; SVM's instructions exit under SVM, each under its name; the guest gets #UD.
; REQUIRES: svm
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
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
        mov     eax, 0x1000             ; an address that they would take
        vmrun
        vmload
        vmsave
        stgi
        clgi
        invlpga
        hlt
invalid:
        add     dword [esp], 3
        iret
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
idt:    times 6 dq 0
        dw      invalid - $$ + 0x7c00, 0x08, 0x8e00, 0
idt_pointer:
        dw      $ - idt - 1
        dd      idt

;CHECK:guest name=svm_instructions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=instruction instruction=vmrun inject=#UD rip=0x7c2d
;CHECK-NEXT:exit n=2 kind=instruction instruction=vmload inject=#UD rip=0x7c30
;CHECK-NEXT:exit n=3 kind=instruction instruction=vmsave inject=#UD rip=0x7c33
;CHECK-NEXT:exit n=4 kind=instruction instruction=stgi inject=#UD rip=0x7c36
;CHECK-NEXT:exit n=5 kind=instruction instruction=clgi inject=#UD rip=0x7c39
;CHECK-NEXT:exit n=6 kind=instruction instruction=invlpga inject=#UD rip=0x7c3c
;CHECK-NEXT:exit n=7 kind=hlt interrupts=off rip=0x7c3f
;CHECK-NEXT:end guest=svm_instructions status=ok code=0 exits=8
;CHECK-NEXT:result status=ok code=0 exits=8
