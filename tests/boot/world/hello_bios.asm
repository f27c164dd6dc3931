; The boot sector that everybody writes first: BIOS teletype, then a halt with interrupts off.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     si, text
next:   lodsb
        test    al, al
        jz      done
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     next
done:   cli
        hlt
text:   db      "Hi!", 13, 10, 0
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=hello_bios mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=hello_bios kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x10 function=teletype char=H status=ok caller=0000:7c13 n=0
;CHECK-NEXT:bios int=0x10 function=teletype char=i status=ok caller=0000:7c13 n=1
;CHECK-NEXT:bios int=0x10 function=teletype char=! status=ok caller=0000:7c13 n=2
;CHECK-NEXT:bios int=0x10 function=teletype char=0xd status=ok caller=0000:7c13 n=3
;CHECK-NEXT:bios int=0x10 function=teletype char=0xa status=ok caller=0000:7c13 n=4
;CHECK-NEXT:console source=screen text=Hi!
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c16
;CHECK-NEXT:screen mode=0x3 columns=80 rows=25 cursor-row=1 cursor-column=0
;CHECK-NEXT:screen row=0 text=Hi!
;CHECK-NEXT:summary kind=hlt count=1
;CHECK-NEXT:summary kind=bios count=5
;CHECK-NEXT:summary int=0x10 function=teletype count=5
;CHECK-NEXT:end guest=hello_bios status=ok code=0 exits=6 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=6
