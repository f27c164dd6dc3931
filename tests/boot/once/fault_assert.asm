; A panic that the code itself calls; the backtrace leads from there to the entry.
; REQUIRES: bochs
; RUN: %status 105 %vitrine run --no-build --option fault=assert | %check %s
; CHECKS BY HAND

;CHECK:panic cause="an assertion that was asked for by fault=assert"
;CHECK-NEXT:backtrace n=0 address=0x{{[0-9a-f]+}} name=vitrine::commit_fault offset=0x{{[0-9a-f]+}}
;CHECK:backtrace n={{[0-9]+}} address=0x{{[0-9a-f]+}} name=kernel_main offset=0x{{[0-9a-f]+}}
;CHECK-NEXT:backtrace n={{[0-9]+}} address=0x{{[0-9a-f]+}} name=long_mode offset=0x{{[0-9a-f]+}}
;CHECK-NEXT:result status=panic code=105 cause="an assertion that was asked for by fault=assert"
