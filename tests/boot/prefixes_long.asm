; Prefixes in odd order in 64-bit code: REX before another prefix counts for nothing, and the instruction is as long as it is.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_long
        mov     eax, 0x40000000
        db      0x48, 0x66, 0x0f, 0xa2  ; CPUID
        db      0x48, 0x67, 0x26, 0xf4  ; HLT
        segments

;CHECK:guest name=prefixes_long mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x20 rip=0x7c2b
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x0 rip=0x7c34
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c3c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4c
;CHECK-NEXT:exit n=4 kind=cpuid leaf=0x40000000 subleaf=0xc0000080 eax=0x40000001 ebx=0x72746956 ecx=0x56656e69 edx=0x4d4d rip=0x7c59
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c5d
;CHECK-NEXT:end guest=prefixes_long status=ok code=0 exits=6
;CHECK-NEXT:result status=ok code=0 exits=6
