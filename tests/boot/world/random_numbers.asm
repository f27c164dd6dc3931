; A program that works for seconds and takes random numbers off the timer's count, as a game's computer player does: it doesn't wait, and
; isn't ended before it is done.
; RUN: %status 3 %run %s --trace none | %check %s
        bits    16
        org     0x7c00
        mov     ebp, 2500
think:  in      al, 0x40
        mov     ecx, 10000
rest:   dec     ecx
        jnz     rest
        dec     ebp
        jnz     think
        mov     eax, 1                  ; hypercall 1: exit
        mov     ebx, 3
        vmcall
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=random_numbers mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=random_numbers kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:end guest=random_numbers status=failed code=3 exits=2691 cause="the guest ended itself with a code other than 0"
;CHECK-NEXT:result status=failed code=3 exits=2691 cause="the guest ended itself with a code other than 0"
