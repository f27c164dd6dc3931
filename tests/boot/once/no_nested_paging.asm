; SVM without nested paging: the refusal says what it costs.
; REQUIRES: bochs, qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu qemu64,+svm | %check %s
; RUN: %status 103 %vitrine run --no-build --cpu turion64_tyler | %check %s
; CHECKS BY HAND

;CHECK:svm step=check {{.*}} nested-paging=0 {{.*}}
;CHECK-NEXT:error missing=nested-paging cause="no nested paging: guest memory can't be isolated, so no guest can run on this processor"
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="no nested paging: guest memory can't be isolated, so no guest can run on this processor"
;CHECK-NOT:{{.}}
