; check=state: before each entry the guest's whole state is saved, loaded, saved again and compared; the guest can't tell.
; REQUIRES: bochs, qemu
; RUN: %vitrine run --no-build --guest real,protected,long --option check=state | %check %s
; RUN: %vitrine run --no-build --emulator qemu --cpu EPYC --guest real,protected,long --option check=state | %check %s
; CHECKS BY HAND

;CHECK:end guest=real status=ok code=0 {{.*}}
;CHECK-NEXT:check name=state count={{[1-9][0-9]+}} status=ok
;CHECK:end guest=protected status=ok code=0 {{.*}}
;CHECK-NEXT:check name=state count={{[1-9][0-9]+}} status=ok
;CHECK:end guest=long status=ok code=0 {{.*}}
;CHECK-NEXT:check name=state count={{[1-9][0-9]+}} status=ok
;CHECK:result status=ok code=0 {{.*}}
