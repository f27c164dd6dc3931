; trace=all shows every VMREAD and VMRESUME, and the summary.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --trace all | %check %s
        bits    16
        org     0x7c00
        out     0x80, al
        in      al, 0x80
        hlt

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=30 name=io-instruction qualification=0x800040 length=2 rip=0x7c00
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x80 size=1 value=0x0 device=none rip=0x7c00
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:vmx step=vmread reason=30 name=io-instruction qualification=0x800048 length=2 rip=0x7c02
;CHECK-NEXT:exit n=1 kind=io direction=in port=0x80 size=1 value=0xff device=none rip=0x7c02
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:vmx step=vmread reason=12 name=hlt qualification=0x0 length=1 rip=0x7c04
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c04
;CHECK-NEXT:summary kind=io count=2
;CHECK-NEXT:summary kind=hlt count=1
;CHECK-NEXT:summary port=0x80 in=1 out=1 device=none
;CHECK-NEXT:end guest=trace_all status=ok code=0 exits=3
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=3
