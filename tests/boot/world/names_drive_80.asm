; A loader that reads from drive 80h whatever DL was at its start: it is put into that drive.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x0210              ; read 16 sectors
        mov     cx, 2
        mov     dh, 0
        mov     dl, 0x80
        mov     bx, 0x7e00
        int     0x13
        jmp     0x7e00
        times   510 - ($ - $$) db 0
        dw      0xaa55
        mov     eax, 1                  ; hypercall 1: exit
        xor     ebx, ebx
        vmcall

;CHECK:guest name=names_drive_80 mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x80 name=names_drive_80 kind=hard size=1KiB cylinders=1 heads=16 sectors=63
;CHECK-NEXT:bios int=0x13 function=read drive=0x80 cylinder=0 head=0 sector=2 count=16 beyond=15 status=ok caller=0000:7c0f n=0
;CHECK-NEXT:exit n=1 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7e09
;CHECK-NEXT:end guest=names_drive_80 status=ok code=0 exits=2
;CHECK-NEXT:result status=ok code=0 exits=2
