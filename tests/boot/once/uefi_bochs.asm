; From UEFI, in Bochs with OVMF: up to the guests' end. OVMF leaves IA32_FEATURE_CONTROL unlocked, and Vitrine locks it.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --firmware uefi | %check %s
; CHECKS BY HAND

;CHECK:boot loader="GRUB 2.{{[0-9]+[^"]*}}" firmware=uefi command=""
;CHECK:vmx step=check revision=0x2b region=4096 memory-type=write-back locked=0 true-controls=1 ept=1 unrestricted-guest=1 vpid=1 preemption-timer=1
;CHECK-NEXT:vmx step=vmxon revision=0x2b
;CHECK:end guest=real status=ok code=0 exits=16
;CHECK:end guest=protected status=ok code=0 exits=18
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=34
