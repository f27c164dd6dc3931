; The clock by ports 70h and 71h, with the wait for the end of an update, and by INT 1Ah: 1 January 2026, BCD. Neither the
; time nor the count of ticks is 0, from which a game would take random numbers that are all the same.
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        xor     ebx, ebx
busy:   mov     al, 0x0a
        out     0x70, al
        in      al, 0x71
        test    al, 0x80
        jnz     busy
        mov     al, 9                   ; year
        out     0x70, al
        in      al, 0x71
        mov     bh, al
        mov     al, 7                   ; day of the month
        out     0x70, al
        in      al, 0x71
        mov     bl, al
        mov     eax, 4
        vmcall
        mov     ah, 4
        int     0x1a
        mov     ah, 2
        int     0x1a
        mov     ah, 0
        int     0x1a
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=rtc mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=rtc kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=6 kind=vmcall number=0x4 name=mark argument=0x2601 returned=0x0 rip=0x7c23
;CHECK-NEXT:bios int=0x1a function=get-date value=0x20260101 status=ok caller=0000:7c2a n=7
;CHECK-NEXT:bios int=0x1a function=get-time value=0x123456 status=ok caller=0000:7c2e n=8
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824680 status=ok caller=0000:7c32 n=9
;CHECK-NEXT:end guest=rtc status=ok code=0 exits=11 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=11
