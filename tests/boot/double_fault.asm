; A #GP while a #GP is being delivered becomes #DF, which the guest handles.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_protected
        mov     ax, 0x38
        mov     ds, ax                  ; #GP, whose gate is not present: #NP while #GP is being delivered
        hlt
double_fault:
        vitrine_exit 0
        segments
        interrupts
        gate    8, double_fault
        gate    13, 0, 0x0e00           ; not present
        end_of_interrupts

;CHECK:guest name=double_fault mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=exception vector=13 name=#GP error=0x38 inject=#GP rip=0x7c2e
;CHECK-NEXT:exit n=2 kind=exception vector=11 name=#NP error={{0x6b|0x6a}} inject=#DF rip=0x7c2e
;CHECK-NEXT:exit n=3 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c3b
;CHECK-NEXT:end guest=double_fault status=ok code=0 exits=4
;CHECK-NEXT:result status=ok code=0 exits=4
