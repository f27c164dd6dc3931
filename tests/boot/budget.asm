; A guest that loops for ever ends by its budget.
; Bochs 2.7 interrupts no guest that has had IF clear since its entry.
; UNSUPPORTED: bochs-svm
; RUN: %status 101 %run %s --budget 100K | %check %s
        bits    16
        org     0x7c00
again:  jmp     again

;CHECK:guest name=budget mode=real entry=0000:7c00 memory=16MiB budget=100000
;CHECK-NEXT:exit n=0 kind=budget rip=0x7c00
;CHECK-NEXT:state rip=0x7c00 rflags=0x2 rax=0x0 rbx=0x0 rcx=0x0 rdx=0x80 rsi=0x0 rdi=0x0 rbp=0x0 rsp=0x7c00 r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
;CHECK-NEXT:state cr0=0x10 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0 dr7=0x400
;CHECK-NEXT:state segment=es selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=cs selector=0x0 base=0x0 limit=0xffff access=0x9{{[3b]}}
;CHECK-NEXT:state segment=ss selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ds selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=fs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=gs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ldtr selector=0x0 base=0x0 limit=0x0 access=0x10000
;CHECK-NEXT:state segment=tr selector=0x0 base=0x0 limit=0xffff access=0x8b
;CHECK-NEXT:state table=gdtr base=0x0 limit=0xffff
;CHECK-NEXT:state table=idtr base=0x0 limit=0x3ff
;CHECK-NEXT:state instructions="eb fe 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
;CHECK-NEXT:end guest=budget status=budget code=101 exits=1 cause="the guest used up its budget (budget=)"
;CHECK-NEXT:result status=budget code=101 exits=1 cause="the guest used up its budget (budget=)"
