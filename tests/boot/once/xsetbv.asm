; XSETBV exits; what the processor refuses is #GP. AVX state belongs to the guest.
; REQUIRES: bochs
; RUN: %vitrine run --no-build %s --cpu corei7_haswell_4770 | %check %s
        bits    16
        org     0x7c00
        mov     word [13 * 4], skip
        mov     word [13 * 4 + 2], 0
        mov     eax, cr4
        or      eax, 1 << 18 | 3 << 9   ; OSXSAVE, OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 7                  ; x87, SSE, AVX
        xsetbv
        mov     eax, 5                  ; AVX without SSE
        xsetbv
        mov     ecx, 1                  ; no such register
        xsetbv
        xor     ecx, ecx
        xgetbv                          ; doesn't exit
        mov     ebx, eax
        mov     eax, 4
        vmcall
        hlt
skip:   push    bp
        mov     bp, sp
        add     word [bp + 2], 3
        pop     bp
        iret

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=28 name=control-register-access qualification=0x4 length=3 rip=0x7c15
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x40600 rip=0x7c15
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=xsetbv index=0x0 value=0x7 rip=0x7c24
;CHECK-NEXT:exit n=2 kind=xsetbv index=0x0 value=0x5 inject=#GP rip=0x7c2d
;CHECK-NEXT:exit n=3 kind=xsetbv index=0x1 value=0x5 inject=#GP rip=0x7c36
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x7 returned=0x0 rip=0x7c48
;CHECK-NEXT:exit n=5 kind=hlt interrupts=off rip=0x7c4b
;CHECK-NEXT:end guest=xsetbv status=ok code=0 exits=6
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=6
