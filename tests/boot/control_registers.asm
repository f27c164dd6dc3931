; Every way of changing CR0 and CR4 that a boot loader uses is an exit of its own, and reads see what was written.
; RUN: %run %s | FileCheck-19 %s --match-full-lines --strict-whitespace

        bits    16
        org     0x7c00

        mov     eax, cr4                ; reads don't exit: the shadow answers
        or      eax, 1 << 9             ; OSFXSR
        mov     cr4, eax
;CHECK:exit n=0 kind=cr access=write cr=4 value=0x200 rip=0x7c0a
        mov     eax, cr0
        or      eax, 1 << 5             ; NE
        mov     cr0, eax
;CHECK-NEXT:exit n=1 kind=cr access=write cr=0 value=0x30 rip=0x7c14
        smsw    ax
        or      ax, 1
        lmsw    ax                      ; into protected mode …
;CHECK-NEXT:exit n=2 kind=cr access=lmsw cr=0 value=0x31 rip=0x7c1d
        mov     eax, cr0
        and     eax, ~1
        mov     cr0, eax                ; … and back
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x30 rip=0x7c27
        clts                            ; TS is the guest's own: no exit
        hlt
;CHECK-NEXT:exit n=4 kind=hlt interrupts=off rip=0x7c2c
;CHECK-NEXT:end guest=control_registers status=ok code=0 exits=5
