; EFER.LME without CR4.PAE does nothing before paging, and the host keeps its own CR0 over the exits that follow.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     ecx, 0xc0000080
        mov     eax, 1 << 8             ; LME
        xor     edx, edx
        wrmsr
        rdmsr                           ; is there to be read
        mov     eax, 0x18               ; TS: an FXRSTOR of the host's would be #NM
        mov     cr0, eax
        hlt

;CHECK:guest name=lme_before_paging mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c0f
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c11
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c1c
;CHECK-NEXT:end guest=lme_before_paging status=ok code=0 exits=3
