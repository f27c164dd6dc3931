; INT 19h boots again: the sector is loaded anew, so that what the first run changed in it is undone, and only memory
; elsewhere tells the second run from the first.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        xor     ebx, ebx
        mov     bl, [changed]
        mov     bh, dl
        mov     eax, 4
        vmcall
        inc     byte [changed]
        inc     byte [0x7000]
        cmp     byte [0x7000], 2
        je      done
        int     0x19
done:   cli
        hlt
changed:
        db      0x40
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=int19 mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=int19 kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=0 kind=vmcall number=0x4 name=mark argument=0x40 returned=0x0 rip=0x7c13
;CHECK-NEXT:bios int=0x19 function=bootstrap drive=0x0 status=ok caller=0000:7c27 n=1
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x40 returned=0x0 rip=0x7c13
;CHECK-NEXT:end guest=int19 status=ok code=0 exits=4 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=4
