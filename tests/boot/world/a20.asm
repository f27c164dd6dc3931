; Address line 20: open at first; closed by port 92h the second MiB shows the first; opened again by INT 15h and by the
; keyboard controller.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ax, 0xffff
        mov     es, ax
        mov     word [0x500], 0x1111
        mov     word [es:0x510], 0x2222
        call    tell                    ; 1111: two places
        in      al, 0x92
        and     al, 0xfd
        out     0x92, al
        mov     word [es:0x510], 0x3333
        call    tell                    ; 3333: one
        mov     ax, 0x2401
        int     0x15
        mov     word [0x500], 0x4444
        mov     bx, [es:0x510]
        call    tell_bx                 ; 2222 is still there
        mov     al, 0xd1
        out     0x64, al
        mov     al, 0xdd                ; A20 off
        out     0x60, al
        mov     ax, 0x2402
        int     0x15
        mov     al, 0xd1
        out     0x64, al
        mov     al, 0xdf
        out     0x60, al
        mov     ax, 0x2402
        int     0x15
        cli
        hlt
tell:   mov     bx, [0x500]
tell_bx:
        movzx   ebx, bx
        mov     eax, 4
        vmcall
        ret
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=a20 mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=a20 kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=0 kind=vmcall number=0x4 name=mark argument=0x1111 returned=0x0 rip=0x7c66
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x3333 returned=0x0 rip=0x7c66
;CHECK-NEXT:bios int=0x15 function=a20-enable status=ok caller=0000:7c2e n=4
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x2222 returned=0x0 rip=0x7c66
;CHECK-NEXT:bios int=0x15 function=a20-status state=off status=ok caller=0000:7c49 n=8
;CHECK-NEXT:bios int=0x15 function=a20-status state=on status=ok caller=0000:7c56 n=11
;CHECK-NEXT:end guest=a20 status=ok code=0 exits=13 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=13
