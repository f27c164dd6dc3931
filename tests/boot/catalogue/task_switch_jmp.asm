; Task switch by a far JMP to a TSS.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei5_arrandale_m520 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "../protected.inc"
        enter_protected
        lgdt    [own_pointer]
        jmp     0x18:0
own_pointer: dw     own_end - own - 1
        dd      own
        align   8
own:    dq      0, 0x00cf9b000000ffff, 0x00cf93000000ffff
        dq      0x0000890080000067      ; an available TSS at 0x8000
own_end:
        segments
        interrupts
        end_of_interrupts

;CHECK:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK:exit n=1 kind=unhandled reason=9 name=task-switch qualification=0x80000018 rip=0x7c31
;CHECK:end guest=task_switch_jmp status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=2 cause="an exit that Vitrine doesn't handle"
