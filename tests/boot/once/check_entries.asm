; check=entries: the manual's rules are asked before every entry. Here events are injected in the shadow of STI and of MOV SS with TF set,
; where VMX wants the single step pending (SDM 27.3.1.5) and a processor without it refuses the entry; Bochs doesn't look.
; REQUIRES: bochs, qemu
; RUN: %vitrine run --no-build --option check=entries %s | %check %s
; RUN: %vitrine run --no-build --emulator qemu --cpu EPYC --option check=entries %s | %check %s --check-prefix QEMU
; RUN: %status 102 %vitrine run --no-build --guest real --option check=entries --inject guest_cs_access_rights:0x83 | %check %s --check-prefix VMX
; RUN: %status 102 %vitrine run --no-build --emulator qemu --cpu EPYC --guest real --option check=entries --inject guest_asid:0 | %check %s --check-prefix SVM
; CHECKS BY HAND
        org     0x7c00
        bits    16
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     word [1 * 4], step
        mov     word [1 * 4 + 2], ax
        mov     word [6 * 4], undefined
        mov     word [6 * 4 + 2], ax
        push    0x102
        popf                            ; TF, and IF clear
        sti                             ; IF set: its shadow is there when the #DB comes
        nop
        mov     ss, ax                  ; no #DB before the end of the next instruction, which faults
        ud2
        mov     al, 1
        mov     eax, 1
        xor     ebx, ebx
        vmcall
step:   iret
undefined:
        push    bp
        mov     bp, sp
        add     word [bp + 2], 2
        pop     bp
        iret

;CHECK:guest name=check_entries {{.*}}
;CHECK:exit n=0 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c20
;CHECK:exit n=1 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c21
;CHECK-NEXT:exit n=2 kind=exception vector=6 name=#UD inject=#UD rip=0x7c23
;CHECK-NEXT:exit n=3 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c27
;CHECK-NEXT:exit n=4 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c2d
;CHECK-NEXT:exit n=5 kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c30
;CHECK-NEXT:exit n=6 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c30
;CHECK-NEXT:end guest=check_entries status=ok code=0 exits=7
;CHECK-NEXT:check name=entries count=7 rules={{[1-9][0-9]*}} broken=0 status=ok
;CHECK:result status=ok code=0 exits=7

; QEMU 7.2 takes no single step after an STI whose shadow begins, so that this is its first exit; from 10.0 on it takes it, as the manual wants.
;QEMU:guest name=check_entries {{.*}}
;QEMU:exit n=[[#N:]] kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c21
;QEMU:exit n=[[#N+1]] kind=exception vector=6 name=#UD inject=#UD rip=0x7c23
;QEMU-NEXT:exit n=[[#N+2]] kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c27
;QEMU-NEXT:exit n=[[#N+3]] kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c2d
;QEMU-NEXT:exit n=[[#N+4]] kind=exception vector=1 name=#DB dr6=0x4000 inject=#DB rip=0x7c30
;QEMU-NEXT:exit n=[[#N+5]] kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c30
;QEMU-NEXT:end guest=check_entries status=ok code=0 exits=[[#N+6]]
;QEMU-NEXT:check name=entries count=[[#N+6]] rules={{[1-9][0-9]*}} broken=0 status=ok
;QEMU:result status=ok code=0 exits=[[#N+6]]

;VMX:vmx step=vmwrite area=injected fields=1
;VMX-NEXT:error field=guest_cs_access_rights value=0x83 cause="S (bit 4) must be 1" section=27.3.1.2
;VMX:end guest=real status=entry-failed code=102 exits=0 cause="the entry would break a rule of VM entry"
;VMX-NEXT:check name=entries count=1 rules={{[1-9][0-9]*}} broken=1 status=failed

;SVM:svm step=vmcb area=injected fields=1
;SVM-NEXT:error field=guest_asid value=0x0 cause="ASID 0 is the host's; a guest's must be 1 or more" section=15.5.1
;SVM:end guest=real status=entry-failed code=102 exits=0 cause="the entry would break a rule of VMRUN"
;SVM-NEXT:check name=entries count=1 rules={{[1-9][0-9]*}} broken=1 status=failed
