; A guest whose loop does nothing but exit: the log is bounded, and so is the number of exits.
; RUN: %status 101 %run %s --option lines=3 --option exits=1000 --trace io | %check %s
        bits    16
        org     0x7c00
        jmp     next
next:   out     0x80, al
        jmp     next

;CHECK:guest name=lines mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x80 size=1 value=0x0 device=none rip=0x7c02
;CHECK-NEXT:exit n=1 kind=io direction=out port=0x80 size=1 value=0x0 device=none rip=0x7c02
;CHECK-NEXT:exit n=2 kind=io direction=out port=0x80 size=1 value=0x0 device=none rip=0x7c02
;CHECK-NEXT:trace status=stopped cause="the guest goes on, but its exits fill no more lines (lines=)" hint="trace= shows fewer"
;CHECK-NEXT:state rip=0x7c02 rflags=0x2 rax=0x0 rbx=0x0 rcx=0x0 rdx=0x80 rsi=0x0 rdi=0x0 rbp=0x0 rsp=0x7c00 r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
;CHECK-NEXT:state cr0=0x10 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0 dr7=0x400
;CHECK-NEXT:state segment=es selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=cs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ss selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ds selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=fs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=gs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ldtr selector=0x0 base=0x0 limit=0x0 access=0x10000
;CHECK-NEXT:state segment=tr selector=0x0 base=0x0 limit=0xffff access=0x8b
;CHECK-NEXT:state table=gdtr base=0x0 limit=0xffff
;CHECK-NEXT:state table=idtr base=0x0 limit=0x3ff
;CHECK-NEXT:state instructions="e6 80 eb fc 00 00 00 00 00 00 00 00 00 00 00 00"
;CHECK-NEXT:end guest=lines status=budget code=101 exits=1000 cause="the guest used up its exits (exits=)"
;CHECK-NEXT:result status=budget code=101 exits=1000 cause="the guest used up its exits (exits=)"
