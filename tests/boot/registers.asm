; The state of a guest that ends badly shows every register.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        mov     eax, 0x11111111
        mov     ebx, 0x22222222
        mov     ecx, 0x33333333
        mov     edx, 0x44444444
        mov     esi, 0x55555555
        mov     edi, 0x66666666
        mov     ebp, 0x77777777
        mov     sp, 0x7000
        std
        int     0x13

;CHECK:guest name=registers mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x0 name=unclaimed-vector argument=0x13 returned=0x0 caller=0000:7c30 cs=0xffc4 rip=0xc
;CHECK-NEXT:state rip=0xc rflags=0x402 rax=0x11111111 rbx=0x22222222 rcx=0x33333333 rdx=0x44444444 rsi=0x55555555 rdi=0x66666666 rbp=0x77777777 rsp=0x6ffa r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
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
;CHECK-NEXT:end guest=registers status=crash code=100 exits=1 cause="an interrupt or exception in real mode for which the guest set no vector; there is no BIOS"
;CHECK-NEXT:result status=crash code=100 exits=1 cause="an interrupt or exception in real mode for which the guest set no vector; there is no BIOS"
