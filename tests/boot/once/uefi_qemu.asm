; From UEFI, in QEMU with OVMF: up to the guests' end under SVM.
; REQUIRES: qemu
; RUN: %vitrine run --no-build --emulator qemu --firmware uefi --option check=paging | %check %s
; CHECKS BY HAND

;CHECK:boot loader="GRUB 2.{{[0-9]+[^"]*}}" firmware=uefi command="check=paging"
;CHECK:check name=paging pages={{[0-9]+}} writable={{[0-9]+}} executable={{[0-9]+}} writable-executable=0 null-mapped=0 guards-mapped=0 status=ok
;CHECK:end guest=real status=ok code=0 exits=16
;CHECK:end guest=protected status=ok code=0 exits=18
;CHECK-NEXT:svm step=svme-off
;CHECK-NEXT:result status=ok code=0 exits=34
