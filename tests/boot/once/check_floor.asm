; check=floor measures the cheapest exit that can be, and leaves nothing behind: the guest runs after it as ever.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --trace hlt --option check=floor | %check %s
; RUN: %vitrine run --no-build %s --trace hlt --option check=floor --cpu ryzen | %check %s --check-prefix=SVM
        bits    16
        org     0x7c00
        hlt

;CHECK:vmx step=vmclear
;CHECK:check name=floor count=38 status=ok
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:guest name=check_floor mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK:exit n=0 kind=hlt interrupts=off rip=0x7c00
;CHECK:result status=ok code=0 exits=1
;SVM:svm step=host-save-area
;SVM-NEXT:check name=floor count=31 status=ok
;SVM-NEXT:guest name=check_floor mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;SVM:exit n=0 kind=hlt interrupts=off rip=0x7c00
;SVM:result status=ok code=0 exits=1
