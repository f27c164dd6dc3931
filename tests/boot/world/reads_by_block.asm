; A loader that reads by block number, without asking whether the drive can: only hard disks can, so it is put into one.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        mov     si, packet
        mov     ah, 0x42
        int     0x13
        jmp     0x7e00
        align   4
packet: db      16, 0
        dw      32, 0x7e00, 0
        dq      1
        times   510 - ($ - $$) db 0
        dw      0xaa55
        mov     eax, 1                  ; hypercall 1: exit
        xor     ebx, ebx
        vmcall

;CHECK:guest name=reads_by_block mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x80 name=reads_by_block kind=hard size=1KiB cylinders=1 heads=16 sectors=63
;CHECK-NEXT:bios int=0x13 function=read-extended drive=0x80 lba=0x1 count=32 beyond=31 status=ok caller=0000:7c07 n=0
;CHECK-NEXT:exit n=1 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7e09
;CHECK-NEXT:end guest=reads_by_block status=ok code=0 exits=2
;CHECK-NEXT:result status=ok code=0 exits=2
