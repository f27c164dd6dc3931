; INT 15h, AH=87h copies between memory above 1 MiB and below, from real mode; a descriptor that points outside of memory is refused.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     si, table
        mov     cx, 2
        mov     ah, 0x87
        int     0x15                    ; up
        mov     word [table + 0x12], 0x0000
        mov     byte [table + 0x14], 0x20
        mov     word [table + 0x1a], target
        mov     byte [table + 0x1c], 0
        mov     cx, 2
        mov     ah, 0x87
        int     0x15                    ; and down again
        mov     ebx, [target]
        mov     eax, 4
        vmcall
        mov     byte [table + 0x1c], 0xff
        mov     byte [table + 0x1f], 0xff
        mov     cx, 2
        mov     ah, 0x87
        int     0x15
        setc    bl
        movzx   ebx, bl
        mov     eax, 4
        vmcall
        cli
        hlt
source: dd      0xcafe1234
target: dd      0
        align   8
table:  times   16 db 0
        dw      0xffff, source
        db      0, 0x93, 0, 0
        dw      0xffff, 0x0000
        db      0x20, 0x93, 0, 0
        times   16 db 0
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=block_move mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=block_move kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x15 function=block-move source=0x7c5e target=0x200000 count=2 status=ok caller=0000:7c10 n=0
;CHECK-NEXT:bios int=0x15 function=block-move source=0x200000 target=0x7c62 count=2 status=ok caller=0000:7c2d n=1
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0xcafe1234 returned=0x0 rip=0x7c38
;CHECK-NEXT:bios int=0x15 function=block-move source=0x200000 target=0xffff7c62 count=2 status=bad-argument caller=0000:7c4c n=3
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x1 returned=0x0 rip=0x7c59
;CHECK-NEXT:end guest=block_move status=ok code=0 exits=6 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=6
