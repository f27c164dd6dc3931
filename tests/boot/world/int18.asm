; INT 18h: the boot sector gives up.
; RUN: %status 1 %run %s --trace bios | %check %s
        bits    16
        org     0x7c00
        int     0x18
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=int18 mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=int18 kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:bios int=0x18 function=boot-failed status=failed caller=0000:7c02 n=0
;CHECK-NEXT:end guest=int18 status=failed code=1 exits=1 cause="the guest gave up booting (INT 18h)"
;CHECK-NEXT:result status=failed code=1 exits=1 cause="the guest gave up booting (INT 18h)"
