; Without asking RDTSC doesn't exit.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        rdtsc
        hlt

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=12 name=hlt qualification=0x0 length=1 rip=0x7c02
;CHECK-NEXT:exit n=0 kind=hlt interrupts=off rip=0x7c02
;CHECK-NEXT:end guest=rdtsc_free status=ok code=0 exits=1
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=1
