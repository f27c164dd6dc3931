; CR8 in 64-bit mode: four bits that keep what is written.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     dword [0x1000], 0x2003
        mov     dword [0x2000], 0x3003
        mov     dword [0x3000], 0x83
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 1 << 5
        mov     cr4, eax
        mov     ecx, 0xc0000080
        rdmsr
        or      eax, 1 << 8
        wrmsr
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      eax, 1 << 31 | 1
        mov     cr0, eax
        jmp     0x08:long_mode
        bits    64
long_mode:
        mov     eax, 5
        mov     cr8, rax
        mov     rbx, cr8
        mov     eax, CALL_MARK
        vmcall
        vitrine_exit 0
        align   8
gdt:    dq      0, 0x00af9a000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt

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
