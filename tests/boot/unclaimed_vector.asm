; A BIOS call where there is no BIOS ends the guest, with the vector as the call's argument.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        mov     ax, 0x0e41
        int     0x10
        hlt

;CHECK:guest name=unclaimed_vector mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x0 name=unclaimed-vector argument=0x10 returned=0x0 caller=0000:7c05 cs=0xffc4 rip=0x0
;CHECK-NEXT:state rip=0x0 rflags=0x2 rax=0xe41 rbx=0x0 rcx=0x0 rdx=0x80 rsi=0x0 rdi=0x0 rbp=0x0 rsp=0x7bfa r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
;CHECK-NEXT:state cr0=0x10 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0 dr7=0x400
;CHECK-NEXT:state segment=es selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=cs selector=0xffc4 base=0xffc40 limit=0xffff access=0x9{{[3b]}}
;CHECK-NEXT:state segment=ss selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ds selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=fs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=gs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ldtr selector=0x0 base=0x0 limit=0x0 access=0x10000
;CHECK-NEXT:state segment=tr selector=0x0 base=0x0 limit=0xffff access=0x8b
;CHECK-NEXT:state table=gdtr base=0x0 limit=0xffff
;CHECK-NEXT:state table=idtr base=0x0 limit=0x3ff
;CHECK-NEXT:state instructions="0f 01 c1 f4 0f 01 c1 f4 0f 01 c1 f4 0f 01 c1 f4"
;CHECK-NEXT:end guest=unclaimed_vector status=crash code=100 exits=1 cause="an interrupt or exception in real mode for which the guest set no vector; there is no BIOS"
;CHECK-NEXT:result status=crash code=100 exits=1 cause="an interrupt or exception in real mode for which the guest set no vector; there is no BIOS"
