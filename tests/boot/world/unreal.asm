; Unreal mode: a 4 GiB limit loaded in protected mode stays in DS when the guest is back in real mode, also after a BIOS call.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        cli
        xor     ax, ax
        mov     ds, ax
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, 8
        mov     ds, bx
        and     al, 0xfe
        mov     cr0, eax
        xor     ax, ax
        mov     ds, ax
        sti
        mov     edi, 0x200000
        mov     dword [edi], 0x12345678
        mov     ax, 0x0e55              ; "U"
        mov     bx, 7
        int     0x10
        mov     ebx, [edi]
        mov     eax, 4
        vmcall
        cli
        hlt
gdt:    dq      0
        dq      0x00cf92000000ffff
gdtr:   dw      15
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=unreal mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=unreal kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x10 function=teletype char=U status=ok caller=0000:7c37 n=2
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x12345678 returned=0x0 rip=0x7c41
;CHECK-NEXT:end guest=unreal status=ok code=0 exits=5 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=5
