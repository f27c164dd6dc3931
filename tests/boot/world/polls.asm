; Waits as games do: for two of the BIOS's ticks, then for three vertical retraces. The same question over and over doesn't cost an exit
; for every few instructions of the time that passes: after a hundred times it costs one for each change of what is asked. A line
; of the screen has two changes. At the second tick, 109.85 ms from the start, the screen is at line 309 of its 8th frame: that frame has
; 181 changes up to its retrace, the next two 803 each. With the hundred that is 1,887 from the mark on, and up to a dozen more where
; what is asked is unchanged by then.
; CHECKS BY HAND
; RUN: %run %s --trace bios,vmcall | %check %s
        bits    16
        org     0x7c00
        mov     ah, 0
        int     0x1a
        mov     bx, dx
        add     bx, 2
ticks:  mov     ah, 0
        int     0x1a
        cmp     dx, bx
        jne     ticks
        mov     eax, 4                  ; hypercall 4: mark
        vmcall
        mov     dx, 0x3da
        mov     cx, 3
shown:  in      al, dx
        test    al, 8
        jnz     shown
hidden: in      al, dx
        test    al, 8
        jz      hidden
        loop    shown
        mov     eax, 1                  ; hypercall 1: exit
        xor     ebx, ebx
        vmcall
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:bios int=0x1a function=get-ticks ticks=824680 status=ok caller=0000:7c0d n=2
;CHECK-NEXT:repeat events=1 times=110 last=112
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824681 status=ok caller=0000:7c0d n=115
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824681 status=ok caller=0000:7c0d n=116
;CHECK-NEXT:repeat events=1 times=10 last=126
;CHECK-NEXT:bios int=0x1a function=get-ticks ticks=824682 status=ok caller=0000:7c0d n=129
;CHECK-NEXT:exit n=130 kind=vmcall number=0x4 name=mark argument=0x956a returned=0x0 rip=0x7c17
;CHECK-NEXT:exit n={{20[12][0-9]}} kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c35
