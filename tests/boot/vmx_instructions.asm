; The guest's processor has no VMX: its instructions are #UD, each logged by its name.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     word [6 * 4], skip
        mov     word [6 * 4 + 2], 0
        vmxoff
        db      0x0f, 0x01, 0xc2, 0x90, 0x90    ; VMLAUNCH
        db      0x0f, 0x01, 0xc3, 0x90, 0x90    ; VMRESUME
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret

;CHECK:guest name=vmx_instructions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=exception vector=6 name=#UD inject=#UD rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=exception vector=6 name=#UD inject=#UD rip=0x7c0f
;CHECK-NEXT:exit n=2 kind=exception vector=6 name=#UD inject=#UD rip=0x7c14
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c19
;CHECK-NEXT:end guest=vmx_instructions status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
