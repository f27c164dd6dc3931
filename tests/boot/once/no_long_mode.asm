; A processor without 64-bit mode gets a log too, and a result.
; REQUIRES: qemu, bochs
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu qemu32 | %check %s
; RUN: %status 103 %vitrine run --no-build --cpu p4_willamette | %check %s
; CHECKS BY HAND

;CHECK:vitrine version=0.1.0 format=1
;CHECK-NEXT:error missing=long-mode cause="this processor has no 64-bit mode or no NX"
;CHECK-NEXT:result status=unsupported code=103 exits=0 cause="this processor has no 64-bit mode or no NX"
;CHECK-NOT:{{.}}
