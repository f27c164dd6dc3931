; MONITOR and MWAIT are #UD, RDPMC #GP: the guest's processor has none of them.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     word [6 * 4], skip3
        mov     word [6 * 4 + 2], 0
        mov     word [13 * 4], skip2
        mov     word [13 * 4 + 2], 0
        xor     ecx, ecx
        xor     edx, edx
        mov     ax, 0x1000
        monitor
        mwait
        rdpmc
        hlt
skip3:  push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret
skip2:  push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
        iret

;CHECK:guest name=absent_instructions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=instruction instruction=monitor inject=#UD rip=0x7c21
;CHECK-NEXT:exit n=1 kind=instruction instruction=mwait inject=#UD rip=0x7c24
;CHECK-NEXT:exit n=2 kind=instruction instruction=rdpmc inject=#GP rip=0x7c27
;CHECK-NEXT:exit n=3 kind=hlt interrupts=off rip=0x7c29
;CHECK-NEXT:end guest=absent_instructions status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
