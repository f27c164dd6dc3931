; Every way of changing CR0 and CR4 that a boot loader uses is an exit of its own, and reads see what was written.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     eax, cr4                ; reads don't exit: the shadow answers
        or      eax, 1 << 9             ; OSFXSR
        mov     cr4, eax
        mov     eax, cr0
        or      eax, 1 << 5             ; NE
        mov     cr0, eax
        smsw    ax
        or      ax, 1
        lmsw    ax                      ; into protected mode …
        mov     eax, cr0
        and     eax, ~1
        mov     cr0, eax                ; … and back
        mov     eax, cr0
        or      eax, 1 << 30            ; CD: the guest believes in it
        mov     cr0, eax
        mov     eax, cr0
        mov     cr0, eax
        clts                            ; TS is the guest's own: no exit
        hlt

;CHECK:guest name=control_registers mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x200 rip=0x7c09
;CHECK-NEXT:exit n=1 kind=cr access=write cr=0 value=0x30 rip=0x7c13
;CHECK-NEXT:exit n=2 kind=cr access=lmsw cr=0 value=0x31 rip=0x7c1c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x30 rip=0x7c26
;CHECK-NEXT:exit n=4 kind=cr access=write cr=0 value=0x40000030 rip=0x7c32
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c3d
;CHECK-NEXT:end guest=control_registers status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
