; SVM's instructions exit under SVM, each under its name; the guest gets #UD.
; REQUIRES: svm
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "protected.inc"
        enter_protected
        mov     eax, 0x1000             ; an address that they would take
        vmrun
        vmload
        vmsave
        stgi
        clgi
        invlpga
        hlt
invalid:
        add     dword [esp], 3
        iret
        segments
        interrupts
        gate    6, invalid
        end_of_interrupts

;CHECK:guest name=svm_instructions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=instruction instruction=vmrun inject=#UD rip=0x7c2f
;CHECK-NEXT:exit n=2 kind=instruction instruction=vmload inject=#UD rip=0x7c32
;CHECK-NEXT:exit n=3 kind=instruction instruction=vmsave inject=#UD rip=0x7c35
;CHECK-NEXT:exit n=4 kind=instruction instruction=stgi inject=#UD rip=0x7c38
;CHECK-NEXT:exit n=5 kind=instruction instruction=clgi inject=#UD rip=0x7c3b
;CHECK-NEXT:exit n=6 kind=instruction instruction=invlpga inject=#UD rip=0x7c3e
;CHECK-NEXT:exit n=7 kind=hlt interrupts=off rip=0x7c41
;CHECK-NEXT:end guest=svm_instructions status=ok code=0 exits=8
;CHECK-NEXT:result status=ok code=0 exits=8
