; The same for an instruction fetch.
; RF is saved as 1 (SDM 27.3.3), which Bochs before 3.0 doesn't.
; RUN: %status 100 %run %s --memory 1M | %check %s
        bits    16
        org     0x7c00
        jmp     0xffff:0x0010

;CHECK:guest name=memory_violation_fetch mode=real entry=0000:7c00 memory=1MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=memory access=fetch physical=0x100000{{( linear=0x100000)?}} cs=0xffff rip=0x10
;CHECK-NEXT:state rip=0x10 rflags=0x{{(1000)?}}2 rax=0x0 rbx=0x0 rcx=0x0 rdx=0x80 rsi=0x0 rdi=0x0 rbp=0x0 rsp=0x7c00 r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
;CHECK-NEXT:state cr0=0x10 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0 dr7=0x400
;CHECK-NEXT:state segment=es selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=cs selector=0xffff base=0xffff0 limit=0xffff access=0x9{{[3b]}}
;CHECK-NEXT:state segment=ss selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ds selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=fs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=gs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ldtr selector=0x0 base=0x0 limit=0x0 access=0x10000
;CHECK-NEXT:state segment=tr selector=0x0 base=0x0 limit=0xffff access=0x8b
;CHECK-NEXT:state table=gdtr base=0x0 limit=0xffff
;CHECK-NEXT:state table=idtr base=0x0 limit=0x3ff
;CHECK-NEXT:end guest=memory_violation_fetch status=crash code=100 exits=1 cause="the guest touched memory that it doesn't have"
;CHECK-NEXT:result status=crash code=100 exits=1 cause="the guest touched memory that it doesn't have"
