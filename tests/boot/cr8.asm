; CR8 in 64-bit mode: four bits that keep what is written.
; UNSUPPORTED: qemu-without-cr3-cr8-reads
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_long
        mov     eax, 5
        mov     cr8, rax
        mov     rbx, cr8
        mov     eax, CALL_MARK
        vmcall
        vitrine_exit 0
        segments

;CHECK:guest name=cr8 mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x20 rip=0x7c2b
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x0 rip=0x7c34
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c3c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4c
;CHECK-NEXT:exit n=4 kind=cr access=write cr=8 value=0x5 rip=0x7c59
;CHECK-NEXT:exit n=5 kind=cr access=read cr=8 value=0x5 rip=0x7c5d
;CHECK-NEXT:exit n=6 kind=vmcall number=0x4 name=mark argument=0x5 returned=0x0 rip=0x7c66
;CHECK-NEXT:exit n=7 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c73
;CHECK-NEXT:end guest=cr8 status=ok code=0 exits=8
;CHECK-NEXT:result status=ok code=0 exits=8
