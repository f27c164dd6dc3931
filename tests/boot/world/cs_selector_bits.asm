; A real-mode CS selector whose low bits look like a privilege level: the way to protected mode and back, by a far jump and
; without one, leaves it alone.
; RUN: %run %s --trace vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        jmp     0x07b3:real - 0x7b30
real:   xor     ax, ax
        mov     ds, ax
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        and     al, 0xfe
        mov     cr0, eax                ; back at once: CS is what it was
        mov     bx, cs
        movzx   ebx, bx
        mov     eax, 4
        vmcall
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:code32
        bits    32
code32: mov     ebx, 0x3232
        mov     eax, 4
        vmcall
        hlt
        align   8
gdt:    dq      0, 0x00cf9a000000ffff
gdtr:   dw      15
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=cs_selector_bits mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=cs_selector_bits kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x7b3 returned=0x0 cs=0x7b3 rip=0xf8
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x3232 returned=0x0 rip=0x7c45
;CHECK-NEXT:end guest=cs_selector_bits status=ok code=0 exits=6 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=6
