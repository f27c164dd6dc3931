; LMSW of memory, in the forms that an address can take in 16- and 32-bit code: whoever reads it, it is the same word. A page that
; isn't there is the guest's own #PF.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        lmsw    [words]                 ; an exit each, as EM changes every time
        mov     bx, words
        mov     si, 2
        lmsw    [bx + si]
        mov     ax, 0x100
        mov     ss, ax
        push    word 6
        mov     bp, sp
        lmsw    [bp]                    ; through SS
        mov     ds, ax
        mov     bx, words - 0x100
        lmsw    [cs:bx + 0x106]
        mov     eax, words
        mov     ecx, 4
        lmsw    [cs:eax + ecx * 2]
        lmsw    [cs:nosplit ecx * 2 + words + 2]
        xor     ax, ax
        mov     ds, ax
        lgdt    [gdt_pointer]
        lmsw    [protected]
        enter_flat
        push    dword 8
        lmsw    [esp]
        mov     ebx, 0xabc00000 + words
        lmsw    [bx + 4]                ; with a 16-bit address
        mov     dword [0x1000], 0x83    ; one page of 4 MiB, present and writable
        mov     word [0x345678], 2
        mov     eax, cr4
        or      eax, 1 << 4             ; PSE
        mov     cr4, eax
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        mov     edi, 0x12345600
        lmsw    [edi + 0x78]            ; #PF, and again when the page is there
        hlt
page_fault:
        mov     ebx, cr2
        mov     eax, CALL_MARK
        vmcall
        mov     dword [0x1000 + 0x12000000 / 0x400000 * 4], 0x83
        add     esp, 4                  ; the error code
        iret
words:  dw      4, 8, 6, 0xa, 0xc, 2
protected:
        dw      5
        segments
        interrupts
        gate    14, page_fault
        end_of_interrupts

;CHECK:guest name=lmsw_memory mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=lmsw cr=0 value=0x14 rip=0x7c00
;CHECK-NEXT:exit n=1 kind=cr access=lmsw cr=0 value=0x18 rip=0x7c0b
;CHECK-NEXT:exit n=2 kind=cr access=lmsw cr=0 value=0x16 rip=0x7c17
;CHECK-NEXT:exit n=3 kind=cr access=lmsw cr=0 value=0x1a rip=0x7c20
;CHECK-NEXT:exit n=4 kind=cr access=lmsw cr=0 value=0x1c rip=0x7c32
;CHECK-NEXT:exit n=5 kind=cr access=lmsw cr=0 value=0x12 rip=0x7c38
;CHECK-NEXT:exit n=6 kind=cr access=lmsw cr=0 value=0x15 rip=0x7c4b
;CHECK-NEXT:exit n=7 kind=cr access=lmsw cr=0 value=0x19 rip=0x7c6d
;CHECK-NEXT:exit n=8 kind=cr access=lmsw cr=0 value=0x17 rip=0x7c76
;CHECK-NEXT:exit n=9 kind=cr access=write cr=4 value=0x10 rip=0x7c94
;CHECK-NEXT:exit n=10 kind=cr access=write cr=0 value=0x80000017 rip=0x7ca7
;CHECK-NEXT:exit n=11 kind=exception vector=14 name=#PF error=0x0 address=0x12345678 inject=#PF rip=0x7caf
;CHECK-NEXT:exit n=12 kind=vmcall number=0x4 name=mark argument=0x12345678 returned=0x0 rip=0x7cbc
;CHECK-NEXT:exit n=13 kind=cr access=lmsw cr=0 value=0x80000013 rip=0x7caf
;CHECK-NEXT:exit n=14 kind=hlt interrupts=off rip=0x7cb3
;CHECK-NEXT:end guest=lmsw_memory status=ok code=0 exits=15
;CHECK-NEXT:result status=ok code=0 exits=15
