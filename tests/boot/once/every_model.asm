; The other models of processors that have what it takes.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --trace none --cpu corei7_sandy_bridge_2600k | %check %s
; RUN: %vitrine run --no-build --trace none --cpu corei7_ivy_bridge_3770k | %check %s
; RUN: %vitrine run --no-build --trace none --cpu broadwell_ult | %check %s
; RUN: %vitrine run --no-build --trace none --cpu corei3_cnl | %check %s
; RUN: %vitrine run --no-build --trace none --cpu corei7_icelake_u | %check %s
; RUN: %vitrine run --no-build --trace none --cpu tigerlake | %check %s
; CHECKS BY HAND

;CHECK:end guest=real status=ok code=0 exits=16
;CHECK:end guest=protected status=ok code=0 exits=18
;CHECK:result status=ok code=0 exits=34
