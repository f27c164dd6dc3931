; No interrupt table in protected mode: #UD becomes #GP, #DF and the end.
; RF is saved as 1 (SDM 27.3.3), which Bochs before 3.0 doesn't.
; RUN: %status 100 %run %s | %check %s
        bits    16
        org     0x7c00
        lidt    [nothing]
        mov     eax, cr0
        or      eax, 1
        mov     cr0, eax
        ud2
nothing:
        dw      0
        dd      0

;CHECK:guest name=triple_fault mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:exit n=1 kind=exception vector=6 name=#UD inject=#UD rip=0x7c0f
;CHECK-NEXT:exit n=2 kind=exception vector=13 name=#GP error={{0x33|0x32}} inject=#GP rip=0x7c0f
;CHECK-NEXT:exit n=3 kind=exception vector=13 name=#GP error={{0x6b|0x6a}} inject=#DF rip=0x7c0f
;CHECK-NEXT:exit n=4 kind=exception vector=13 name=#GP error={{0x43|0x42}} rip=0x7c0f
;CHECK-NEXT:state rip=0x7c0f rflags=0x{{(1000)?}}6 rax=0x11 rbx=0x0 rcx=0x0 rdx=0x80 rsi=0x0 rdi=0x0 rbp=0x0 rsp=0x7c00 r8=0x0 r9=0x0 r10=0x0 r11=0x0 r12=0x0 r13=0x0 r14=0x0 r15=0x0
;CHECK-NEXT:state cr0=0x11 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0 dr7=0x400
;CHECK-NEXT:state segment=es selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=cs selector=0x0 base=0x0 limit=0xffff access=0x9{{[3b]}}
;CHECK-NEXT:state segment=ss selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ds selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=fs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=gs selector=0x0 base=0x0 limit=0xffff access=0x93
;CHECK-NEXT:state segment=ldtr selector=0x0 base=0x0 limit=0x0 access=0x10000
;CHECK-NEXT:state segment=tr selector=0x0 base=0x0 limit=0xffff access=0x8b
;CHECK-NEXT:state table=gdtr base=0x0 limit=0xffff
;CHECK-NEXT:state table=idtr base=0x0 limit=0x0
;CHECK-NEXT:state instructions="0f 0b 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
;CHECK-NEXT:end guest=triple_fault status=crash code=100 exits=5 cause="triple fault: an exception while a double fault was being delivered"
;CHECK-NEXT:result status=crash code=100 exits=5 cause="triple fault: an exception while a double fault was being delivered"
