; From UEFI, in QEMU with OVMF: up to the refusal, as there is no VMX.
; REQUIRES: qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu --firmware uefi --option check=paging | %check %s
; CHECKS BY HAND

;CHECK:boot loader="GRUB 2.06{{.*}}" firmware=uefi command="check=paging"
;CHECK:check name=paging pages={{[0-9]+}} writable={{[0-9]+}} executable={{[0-9]+}} writable-executable=0 null-mapped=0 guards-mapped=0 status=ok
;CHECK:error missing=vmx {{.*}}
;CHECK-NEXT:result status=unsupported code=103 {{.*}}
