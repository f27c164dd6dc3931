; Processors whose extended state can't be cleared between guests: no FXSAVE; XSAVE without the CPUID leaf that
; describes it. Refused, where it would be a #UD or a #GP of Vitrine's own.
; REQUIRES: qemu
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu EPYC,-fxsr | %check %s --check-prefix FXSR
; RUN: %status 103 %vitrine run --no-build --emulator qemu --cpu EPYC,level=0xb | %check %s --check-prefix LEAF
; CHECKS BY HAND

;FXSR:error missing=fxsr cause="CPUID says this processor has no FXSAVE and FXRSTOR, so the registers that one guest leaves can't be kept from the next" hint="run on a processor that has them; QEMU's models all do unless fxsr is taken out"
;FXSR-NEXT:result status=unsupported code=103 exits=0 cause="CPUID says this processor has no FXSAVE and FXRSTOR, so the registers that one guest leaves can't be kept from the next"
;FXSR-NOT:{{.}}

;LEAF:error missing=xsave-leaf cause="CPUID says this processor has XSAVE, but its leaves end before 0xd, which says what XSAVE saves" hint="switch off the limit of CPUID's leaves in the firmware's setup or the emulator"
;LEAF-NEXT:result status=unsupported code=103 exits=0 cause="CPUID says this processor has XSAVE, but its leaves end before 0xd, which says what XSAVE saves"
;LEAF-NOT:{{.}}
