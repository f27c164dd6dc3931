; A code above 99 is given as 99; the log has it whole.
; RUN: %status 99 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        vitrine_exit 0x12345

;CHECK:guest name=exit_code_large mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x1 name=exit argument=0x12345 returned=0x0 rip=0x7c0c
;CHECK-NEXT:end guest=exit_code_large status=failed code=74565 exits=1 cause="the guest ended itself with a code other than 0"
;CHECK-NEXT:result status=failed code=74565 exits=1 cause="the guest ended itself with a code other than 0"
