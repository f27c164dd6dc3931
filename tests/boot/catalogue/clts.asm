; CLTS, with CR0.TS made Vitrine's: its own guests flip it unseen.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --cpu corei5_arrandale_m520 --inject cr0_guest_host_mask^0x8,cr0_read_shadow^0x8 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        clts
        hlt

;CHECK:exit n=0 kind=cr access=clts cr=0 value=0x10 rip=0x7c00
;CHECK:exit n=1 kind=hlt interrupts=off rip=0x7c02
;CHECK:end guest=clts status=ok code=0 exits=2
;CHECK:result status=ok code=0 exits=2
