; LOCK before a MOV of CR0 makes it one of CR8 on AMD: CR0 stays as it is.
; QEMU from 10.0 on has no exit for the read of CR8.
; REQUIRES: svm
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "protected.inc"
        enter_protected
        mov     eax, 5
        db      0xf0            ; LOCK
        mov     cr0, eax
        db      0xf0
        mov     ebx, cr0
        mov     eax, cr0
        cpuid
        hlt
        segments
        interrupts
        end_of_interrupts

;CHECK:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=cr access=write cr=8 value=0x5 rip=0x7c2f
;CHECK:exit n={{[23]}} kind=cpuid leaf=0x11 {{.*}} rip=0x7c3a
;CHECK-NEXT:exit n={{[34]}} kind=hlt interrupts=off rip=0x7c3c
