; The guest's own code is the exit status.
; RUN: %status 42 %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        vitrine_exit 42

;CHECK:guest name=exit_code mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x1 name=exit argument=0x2a returned=0x0 rip=0x7c0c
;CHECK-NEXT:end guest=exit_code status=failed code=42 exits=1 cause="the guest ended itself with a code other than 0"
;CHECK-NEXT:result status=failed code=42 exits=1 cause="the guest ended itself with a code other than 0"
