; What there is, by every call that tells: INT 12h, INT 11h, INT 15h E820h, E801h and 88h.
; RUN: %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        int     0x12
        int     0x11
        xor     ebx, ebx
        mov     es, bx
more:   mov     eax, 0xe820
        mov     edx, 0x534d4150
        mov     ecx, 20
        mov     di, 0x600
        int     0x15
        jc      done
        test    ebx, ebx
        jnz     more
done:   mov     ax, 0xe801
        int     0x15
        mov     ah, 0x88
        int     0x15
        mov     ah, 0xc0
        int     0x15
        mov     ax, 0x7777              ; nothing that a BIOS has
        int     0x15
        int     0x21
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=memory_map mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=memory_map kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x12 function=memory-size size=0x9fc00 status=ok caller=0000:7c02 n=0
;CHECK-NEXT:bios int=0x11 function=equipment value=0x223 status=ok caller=0000:7c04 n=1
;CHECK-NEXT:bios int=0x15 function=memory-map index=0x0 base=0x0 size=0x9fc00 type=1 status=ok caller=0000:7c20 n=2
;CHECK-NEXT:bios int=0x15 function=memory-map index=0x1 base=0x9fc00 size=0x400 type=2 status=ok caller=0000:7c20 n=3
;CHECK-NEXT:bios int=0x15 function=memory-map index=0x2 base=0xf0000 size=0x10000 type=2 status=ok caller=0000:7c20 n=4
;CHECK-NEXT:bios int=0x15 function=memory-map index=0x3 base=0x100000 size=0xf00000 type=1 status=ok caller=0000:7c20 n=5
;CHECK-NEXT:bios int=0x15 function=memory-size size=0xf00000 status=ok caller=0000:7c2c n=6
;CHECK-NEXT:bios int=0x15 function=extended-memory-size size=0xf00000 status=ok caller=0000:7c30 n=7
;CHECK-NEXT:bios int=0x15 function=system-configuration status=ok caller=0000:7c34 n=8
;CHECK-NEXT:bios int=0x15 function=unknown ax=0x7777 status=unsupported caller=0000:7c39 n=9
;CHECK-NEXT:bios int=0x21 function=unknown ax=0x8677 status=unsupported caller=0000:7c3b n=10
;CHECK-NEXT:end guest=memory_map status=ok code=0 exits=12 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=12
