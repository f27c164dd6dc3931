; Mode 13h: pixels written straight into its memory, a character drawn by the BIOS, a colour of the palette changed by port 3C8h.
; RUN: %run %s --trace bios,port:0x3c8-0x3c9,screen | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x13
        int     0x10
        mov     ax, 0xa000
        mov     es, ax
        mov     di, 320 * 100
        mov     al, 4
        mov     cx, 320
        rep     stosb
        mov     ax, 0x0e41
        mov     bl, 15
        int     0x10
        mov     dx, 0x3c8
        mov     al, 4
        out     dx, al
        inc     dx
        mov     al, 63
        out     dx, al
        out     dx, al
        out     dx, al
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=mode13h mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=mode13h kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x10 function=set-mode mode=0x13 status=ok caller=0000:7c05 n=0
;CHECK-NEXT:bios int=0x10 function=teletype char=A status=ok caller=0000:7c1b n=1
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x3c8 size=1 value=0x4 device=vga rip=0x7c20
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x3c9 size=1 value=0x3f device=vga rip=0x7c24
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x3c9 size=1 value=0x3f device=vga rip=0x7c25
;CHECK-NEXT:exit n=5 kind=io direction=out port=0x3c9 size=1 value=0x3f device=vga rip=0x7c26
;CHECK-NEXT:screen mode=0x13 width=320 height=200 checksum=0xecbc29c6
;CHECK-NEXT:end guest=mode13h status=ok code=0 exits=7 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=7
