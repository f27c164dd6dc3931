; A handler that sends no EOI: no interrupt comes any more, and so no key. That isn't a good end, and the log says why.
; RUN: %status 110 %run %s --trace irq --keys x | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [8*4], isr
        mov     word [8*4+2], 0
wait_:  sti
        hlt
        jmp     wait_
isr:    iret                            ; neither an EOI nor the BIOS's handler
        times   510-($-$$) db 0
        dw      0xaa55

;CHECK:irq line=0 vector=0x8 rip=0x7c17
;CHECK-NEXT:state rip=0x7c16 {{.*}}
;CHECK:state instructions="f4 eb fc cf {{.*}}
;CHECK-NEXT:state pic=first irr=0x3 isr=0x1 imr=0xb8
;CHECK-NEXT:end guest=no_eoi status=stuck code=110 exits=2 cause="no interrupt comes any more: one was delivered and never ended (no EOI to the 8259A)"
;CHECK-NEXT:result status=stuck code=110 exits=2 cause="no interrupt comes any more: one was delivered and never ended (no EOI to the 8259A)"
