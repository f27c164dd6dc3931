; LMSW of memory in 64-bit code: relative to RIP, with registers that only REX names, with FS's base, and with a 32-bit address.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_long
        lmsw    [rel words]
        mov     r13, words
        lmsw    [r13 + 2]
        mov     r12, 2
        lmsw    [r13 + r12 * 2]
        mov     ecx, 0xc0000100         ; FS.base
        mov     eax, words
        xor     edx, edx
        wrmsr
        lmsw    [fs:abs 6]
        mov     rbx, 0xabcdef0000000000 + words
        lmsw    [ebx + 8]
        lmsw    [a32 rel words + 10]
        hlt
words:  dw      4, 8, 6, 0xa, 0xc, 2
        segments

;CHECK:guest name=lmsw_long mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x20 rip=0x7c2b
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x0 rip=0x7c34
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c3c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4c
;CHECK-NEXT:exit n=4 kind=cr access=lmsw cr=0 value=0x80000015 rip=0x7c54
;CHECK-NEXT:exit n=5 kind=cr access=lmsw cr=0 value=0x80000019 rip=0x7c65
;CHECK-NEXT:exit n=6 kind=cr access=lmsw cr=0 value=0x80000017 rip=0x7c70
;CHECK-NEXT:exit n=7 kind=msr access=write index=0xc0000100 name=IA32_FS_BASE value=0x7ca5 rip=0x7c82
;CHECK-NEXT:exit n=8 kind=cr access=lmsw cr=0 value=0x8000001b rip=0x7c84
;CHECK-NEXT:exit n=9 kind=cr access=lmsw cr=0 value=0x8000001d rip=0x7c97
;CHECK-NEXT:exit n=10 kind=cr access=lmsw cr=0 value=0x80000013 rip=0x7c9c
;CHECK-NEXT:exit n=11 kind=hlt interrupts=off rip=0x7ca4
;CHECK-NEXT:end guest=lmsw_long status=ok code=0 exits=12
;CHECK-NEXT:result status=ok code=0 exits=12
