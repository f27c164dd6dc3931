; The whole life of a virtual machine under SVM, each step as a line of its own, with and without NRIP save.
; REQUIRES: bochs, qemu
; RUN: %vitrine run --no-build --emulator qemu --cpu EPYC %s | %check %s
; RUN: %vitrine run --no-build --emulator qemu --cpu max %s | %check %s
; RUN: %vitrine run --no-build --cpu ryzen %s | %check %s
; RUN: %vitrine run --no-build --cpu phenom_8650_toliman %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        cpuid
        hlt

;CHECK:svm step=check revision=0x1 asids={{[0-9]+}} disabled=0 locked=0 nested-paging=1 next-rip={{[01]}} decode-assists=0 flush-by-asid={{[01]}} clean-bits=0
;CHECK-NEXT:svm step=svme-on
;CHECK-NEXT:svm step=host-save-area
;CHECK-NEXT:guest name=svm_life mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:svm step=vmcb area=intercepts exceptions=0xfffffffb primary=0xbd448023 secondary=0x2e7f
;CHECK-NEXT:svm step=vmcb area=nested-paging asid=1
;CHECK-NEXT:svm step=vmcb area=guest
;CHECK-NEXT:svm step=vmsave
;CHECK-NEXT:svm step=vmrun
;CHECK-NEXT:svm step=vmexit code=0x72 name=cpuid info1=0x0 info2=0x0 length=2 rip=0x7c00
;CHECK-NEXT:exit n=0 kind=cpuid leaf=0x0 subleaf=0x0 {{.*}} rip=0x7c00
;CHECK-NEXT:exit n=1 kind=hlt interrupts=off rip=0x7c02
;CHECK-NEXT:end guest=svm_life status=ok code=0 exits=2
;CHECK-NEXT:svm step=svme-off
;CHECK-NEXT:result status=ok code=0 exits=2
