; In protected mode VMX's instructions exit, each under its name; the guest gets #UD.
; REQUIRES: vmx
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "protected.inc"
        enter_protected
        vmxon   [0x1000]
        vmclear [0x1000]
        vmptrld [0x1000]
        vmptrst [0x1000]
        vmread  eax, ebx
        vmwrite ebx, eax
        vmlaunch
        vmresume
        vmxoff
        invept  eax, [0x1000]
        invvpid eax, [0x1000]
        vmfunc                          ; #UD on a processor without it and in a guest that may not
        hlt

; Goes on after the instruction: its length is found by the table below, by how often this was called.
invalid:
        push    eax
        push    ebx
        mov     ebx, [count]
        movzx   eax, byte [lengths + ebx]
        inc     dword [count]
        add     [esp + 8], eax
        pop     ebx
        pop     eax
        iret
count:  dd      0
lengths:
        db      8, 8, 7, 7, 3, 3, 3, 3, 3, 9, 9, 3
        segments
        interrupts
        gate    6, invalid
        end_of_interrupts

;CHECK:guest name=vmx_instructions_protected mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=instruction instruction=vmxon inject=#UD rip=0x7c2a
;CHECK-NEXT:exit n=2 kind=instruction instruction=vmclear inject=#UD rip=0x7c32
;CHECK-NEXT:exit n=3 kind=instruction instruction=vmptrld inject=#UD rip=0x7c3a
;CHECK-NEXT:exit n=4 kind=instruction instruction=vmptrst inject=#UD rip=0x7c41
;CHECK-NEXT:exit n=5 kind=instruction instruction=vmread inject=#UD rip=0x7c48
;CHECK-NEXT:exit n=6 kind=instruction instruction=vmwrite inject=#UD rip=0x7c4b
;CHECK-NEXT:exit n=7 kind=instruction instruction=vmlaunch inject=#UD rip=0x7c4e
;CHECK-NEXT:exit n=8 kind=instruction instruction=vmresume inject=#UD rip=0x7c51
;CHECK-NEXT:exit n=9 kind=instruction instruction=vmxoff inject=#UD rip=0x7c54
;CHECK-NEXT:exit n=10 kind=instruction instruction=invept inject=#UD rip=0x7c57
;CHECK-NEXT:exit n=11 kind=instruction instruction=invvpid inject=#UD rip=0x7c60
;CHECK-NEXT:exit n=12 kind=exception vector=6 name=#UD inject=#UD rip=0x7c69
;CHECK-NEXT:exit n=13 kind=hlt interrupts=off rip=0x7c6c
;CHECK-NEXT:end guest=vmx_instructions_protected status=ok code=0 exits=14
;CHECK-NEXT:result status=ok code=0 exits=14
