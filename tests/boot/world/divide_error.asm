; An exception for which the guest has no handler ends it, as one that no BIOS would survive.
; CHECKS BY HAND
; RUN: %status 100 %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        xor     bl, bl
        div     bl
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=divide_error mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK:bios int=0x0 function=exception status=crash caller=0000:7c04 n=1
;CHECK-NEXT:state rip=0xe000 {{.*}}
;CHECK:end guest=divide_error status=crash code=100 exits=2 cause="an exception in real mode for which the guest set no vector"
