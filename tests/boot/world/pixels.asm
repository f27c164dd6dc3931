; A picture drawn by INT 10h, AH=0Ch: the log counts its pixels, of which no two are the same.
; RUN: %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x13
        int     0x10
        mov     cx, 100
row:    mov     dx, 50
pixel:  mov     ah, 0x0c
        mov     al, cl
        xor     al, dl
        int     0x10
        dec     dx
        jnz     pixel
        loop    row
        mov     ax, 3
        int     0x10
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=pixels mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=pixels kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x10 function=set-mode mode=0x13 status=ok caller=0000:7c05 n=0
;CHECK-NEXT:bios int=0x10 function=write-pixel column=100 row=50 value=0x56 status=ok caller=0000:7c13 n=1
;CHECK-NEXT:bios int=0x10 function=write-pixel column=100 row=49 value=0x55 status=ok caller=0000:7c13 n=2
;CHECK-NEXT:repeat events=1 times=4998 last=5000
;CHECK-NEXT:bios int=0x10 function=set-mode mode=0x3 status=ok caller=0000:7c1d n=5001
;CHECK-NEXT:end guest=pixels status=ok code=0 exits=5003 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=5003
