; 32-bit code that returns to real mode for each BIOS call, as boot loaders do.
; RUN: %run %s --trace bios,cr,vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     byte [count], 2
round:  lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:code32
        bits    32
code32: mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        inc     dword [0x100000]
        mov     ebx, [0x100000]
        mov     eax, 4
        vmcall
        jmp     24:code16
        bits    16
code16: mov     ax, 32
        mov     ds, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, 0xfe
        mov     cr0, eax
        jmp     0:real
real:   xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        sti
        mov     ax, 0x0e52              ; "R"
        mov     bx, 7
        int     0x10
        cli
        dec     byte [count]
        jnz     round
        hlt
count:  db      0
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff, 0x00009a000000ffff, 0x000092000000ffff
gdtr:   dw      gdtr - gdt - 1
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=protected_and_back mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=protected_and_back kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c19
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x1 returned=0x0 rip=0x7c3a
;CHECK-NEXT:exit n=2 kind=cr access=write cr=0 value=0x10 rip=0x7c50
;CHECK-NEXT:bios int=0x10 function=teletype char=R status=ok caller=0000:7c67 n=3
;CHECK-NEXT:exit n=4 kind=cr access=write cr=0 value=0x11 rip=0x7c19
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x2 returned=0x0 rip=0x7c3a
;CHECK-NEXT:exit n=6 kind=cr access=write cr=0 value=0x10 rip=0x7c50
;CHECK-NEXT:bios int=0x10 function=teletype char=R status=ok caller=0000:7c67 n=7
;CHECK-NEXT:end guest=protected_and_back status=ok code=0 exits=9 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=9
