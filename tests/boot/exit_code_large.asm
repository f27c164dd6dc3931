; A code above 99 is given as 99; the log has it whole.
; RUN: %status 99 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        vitrine_exit 0x12345

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=18 name=vmcall qualification=0x0 length=3 rip=0x7c0c
;CHECK-NEXT:exit n=0 kind=vmcall number=0x1 name=exit argument=0x12345 returned=0x0 rip=0x7c0c
;CHECK-NEXT:end guest=exit_code_large status=failed code=74565 exits=1 cause="the guest ended itself with a code other than 0"
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=failed code=74565 exits=1 cause="the guest ended itself with a code other than 0"
