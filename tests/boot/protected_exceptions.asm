; Exceptions in protected mode: error codes and CR2 reach the guest's handlers.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "protected.inc"
        enter_protected
        mov     dword [0x1000], 0x83    ; one page of 4 MiB, present and writable
        mov     eax, cr4
        or      eax, 1 << 4             ; PSE
        mov     cr4, eax
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        mov     [0x12345678], eax       ; #PF, write to a page that isn't there
after_page_fault:
        mov     ax, 0x38
        mov     ds, ax                  ; #GP(0x38): no such descriptor
after_protection:
        hlt
page_fault:
        mov     ebx, cr2
        mov     eax, CALL_MARK
        vmcall
        mov     dword [esp + 4], after_page_fault
        jmp     report
protection:
        mov     dword [esp + 4], after_protection
report: pop     ebx                     ; the error code
        mov     eax, CALL_MARK
        vmcall
        iret
        segments
        interrupts
        gate    13, protection
        gate    14, page_fault
        end_of_interrupts

;CHECK:guest name=protected_exceptions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=cr access=write cr=4 value=0x10 rip=0x7c3a
;CHECK-NEXT:exit n=2 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4d
;CHECK-NEXT:exit n=3 kind=exception vector=14 name=#PF error=0x2 address=0x12345678 inject=#PF rip=0x7c50
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x12345678 returned=0x0 rip=0x7c64
;CHECK-NEXT:exit n=5 kind=vmcall number=0x4 name=mark argument=0x2 returned=0x0 rip=0x7c7f
;CHECK-NEXT:exit n=6 kind=exception vector=13 name=#GP error=0x38 inject=#GP rip=0x7c59
;CHECK-NEXT:exit n=7 kind=vmcall number=0x4 name=mark argument=0x38 returned=0x0 rip=0x7c7f
;CHECK-NEXT:exit n=8 kind=hlt interrupts=off rip=0x7c5b
;CHECK-NEXT:end guest=protected_exceptions status=ok code=0 exits=9
;CHECK-NEXT:result status=ok code=0 exits=9
