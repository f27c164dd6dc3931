; Handlers of the BIOS, called where every PC has had them since the first: IRQ 1's by a handler of the guest's own, INT 10h's.
; RUN: %run %s --trace bios --keys 'a' | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        cli
        mov     word [9 * 4], key
        mov     [9 * 4 + 2], ax
        sti
        mov     ah, 0
        int     0x16
        mov     ah, 0x0e
        pushf
        call    0xf000:0xf065
        cli
        hlt
key:    pushf
        call    0xf000:0xe987
        iret
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=known_entries mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=known_entries kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x16 function=read-key status=waiting caller=0000:7c13 n=0
;CHECK-NEXT:bios int=0x16 function=read-key scan=0x1e char=a status=ok caller=0000:7c13 n=6
;CHECK-NEXT:bios int=0x10 function=teletype char=a status=ok caller=0000:7c1b n=7
;CHECK-NEXT:end guest=known_entries status=ok code=0 exits=9 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=9
