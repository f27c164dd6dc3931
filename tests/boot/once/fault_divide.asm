; A deliberate fault in Vitrine itself, divide: registers, a symbolised backtrace, and the result line.
; REQUIRES: bochs
; RUN: %status 105 %vitrine run --no-build --option fault=divide | %check %s
; CHECKS BY HAND

;CHECK:panic cause="divide error (#DE)" vector=0 error=0x0
;CHECK-NEXT:panic rip=0x{{[0-9a-f]+}} rflags=0x{{[0-9a-f]+}} rax=0x{{[0-9a-f]+}} {{.*}} r15=0x{{[0-9a-f]+}}
;CHECK-NEXT:panic cr0=0x80010033 cr2=0x{{[0-9a-f]+}} cr3=0x{{[0-9a-f]+}} cr4=0x{{[0-9a-f]+}} cs=0x8 ss=0x10
;CHECK-NEXT:backtrace n=0 address=0x{{[0-9a-f]+}} {{.*}}
;CHECK:result status=panic code=105 cause="divide error (#DE)"
;CHECK-NOT:{{.}}
