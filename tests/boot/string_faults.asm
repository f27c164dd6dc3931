; A REP OUTS that runs into a page that isn't there: what came before is done, the guest gets #PF with registers at the element that
; faulted, maps the page, and the rest follows. An INS to a read-only page reads nothing from the port.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
PRESENT_WRITE   equ 3
        enter_protected
        mov     dword [0x1000], 0x2000 | PRESENT_WRITE
        mov     edi, 0x2000
        mov     eax, PRESENT_WRITE
        mov     ecx, 64
.page:  mov     [edi], eax
        add     eax, 0x1000
        add     edi, 4
        loop    .page
        mov     dword [0x2000 + 0x20 * 4], 0    ; page 0x20000 is not there
        mov     dword [0x2000 + 0x21 * 4], 0x21001      ; page 0x21000 can't be written
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31 | 1 << 16  ; PG and WP
        mov     cr0, eax
        mov     dx, 0x200
        mov     esi, 0x1fffe
        mov     ecx, 4
        rep outsb
        mov     edi, 0x21000
        insb
        hlt

page_fault:
        mov     ebx, cr2
        mov     eax, CALL_MARK
        vmcall
        mov     ebx, ecx
        mov     eax, CALL_MARK
        vmcall
        mov     ebx, cr2                ; map the page, whichever it was
        and     ebx, ~0xfff
        mov     eax, ebx
        or      eax, PRESENT_WRITE
        shr     ebx, 10
        mov     [0x2000 + ebx], eax
        invlpg  [0x21000]
        add     esp, 4                  ; the error code
        iret

        segments
        interrupts
        gate    14, page_fault
        end_of_interrupts

;CHECK:guest name=string_faults mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=cr access=write cr=0 value=0x80010011 rip=0x7c73
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x200 size=1 instruction=outs rep=1 segment=ds address=0x1fffe count=2 values=0x0,0x0 device=none inject=#PF rip=0x7c84
;CHECK-NEXT:exit n=3 kind=vmcall number=0x4 name=mark argument=0x20000 returned=0x0 rip=0x7c95
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x2 returned=0x0 rip=0x7c9f
;CHECK-NEXT:exit n=5 kind=io direction=out port=0x200 size=1 instruction=outs rep=1 segment=ds address=0x20000 count=2 values=0x0,0x0 device=none rip=0x7c84
;CHECK-NEXT:exit n=6 kind=io direction=in port=0x200 size=1 instruction=ins rep=0 segment=es count=0 device=none inject=#PF rip=0x7c8b
;CHECK-NEXT:exit n=7 kind=vmcall number=0x4 name=mark argument=0x21000 returned=0x0 rip=0x7c95
;CHECK-NEXT:exit n=8 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7c9f
;CHECK-NEXT:exit n=9 kind=io direction=in port=0x200 size=1 instruction=ins rep=0 segment=es address=0x21000 count=1 values=0xff device=none rip=0x7c8b
;CHECK-NEXT:exit n=10 kind=hlt interrupts=off rip=0x7c8c
;CHECK-NEXT:end guest=string_faults status=ok code=0 exits=11
;CHECK-NEXT:result status=ok code=0 exits=11
