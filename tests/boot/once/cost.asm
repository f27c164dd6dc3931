; With the option `cost` the log says what the run took: times, so its numbers are nobody's to check but the benchmark's.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --memory 64K --trace none --option cost | %check %s
; RUN: %vitrine run --no-build %s --memory 64K --trace none --option cost --cpu ryzen | %check %s
; RUN: %status 104 %vitrine run --no-build %s --memory 1000M --trace none --option cost | %check %s --check-prefix=NONE
; RUN: %vitrine run --no-build %s --trace none | %check %s --check-prefix=WITHOUT
        bits    16
        org     0x7c00
        hlt

;CHECK:end guest=cost status=ok code=0 exits=1
;CHECK:cost boot-ticks={{[1-9][0-9]*}} guest-ticks={{[1-9][0-9]*}} loaded={{[1-9][0-9]*}} image={{[1-9][0-9]*}} frames={{[1-9][0-9]*}}
;CHECK-NEXT:result status=ok code=0 exits=1
;NONE:cost loaded={{[1-9][0-9]*}} image={{[1-9][0-9]*}} frames={{[0-9]+}}
;NONE-NEXT:result status=bad-input code=104 exits=0 cause="there is no memory for the guest"
;WITHOUT-NOT:{{^}}cost boot-ticks
