; PAE paging: the processor loads four entries by MOV to CR0; a reserved bit in one is #GP by MOV to CR3.
; RUN: %run %s --intercept cr3 | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_protected
        mov     dword [0x1000], 0x2001  ; the first of four
        mov     dword [0x2000], 0x83    ; 2 MiB
        mov     dword [0x3000], 0x2003  ; a reserved bit
        mov     eax, cr4
        or      eax, 1 << 5
        mov     cr4, eax
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        mov     esi, text
        mov     ecx, text_end - text
        mov     dx, UART
        cld
        rep outsb                       ; read through the guest's own tables
        mov     eax, 0x3000
        mov     cr3, eax
        hlt
protection:
        vitrine_exit 0
text:   db      "PAE", 10
text_end:
        segments
        interrupts
        gate    13, protection
        end_of_interrupts

;CHECK:guest name=pae_paging mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=cr access=write cr=4 value=0x20 rip=0x7c4e
;CHECK-NEXT:exit n=2 kind=cr access=write cr=3 value=0x1000 rip=0x7c56
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c61
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x3f8 size=1 instruction=outs rep=1 segment=ds address=0x7c8b count=4 values=0x50,0x41,0x45,0xa device=uart rip=0x7c73
;CHECK-NEXT:console source=uart text=PAE
;CHECK-NEXT:exit n=5 kind=cr access=write cr=3 value=0x3000 inject=#GP rip=0x7c7a
;CHECK-NEXT:exit n=6 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c88
;CHECK-NEXT:end guest=pae_paging status=ok code=0 exits=7
;CHECK-NEXT:result status=ok code=0 exits=7
