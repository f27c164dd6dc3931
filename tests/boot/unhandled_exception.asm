; An exception in real mode for which the guest set no handler ends it, and is named: no BIOS would help.
; RUN: %status 100 %run %s --trace vmcall | %check %s
        bits    16
        org     0x7c00
        mov     ecx, 0x12345678         ; no such MSR
        rdmsr
        hlt

;CHECK:guest name=unhandled_exception mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=1 kind=vmcall number=0x0 name=unclaimed-vector argument=0xd returned=0x0 caller=0000:7c06 cs=0xffc3 rip=0x4
;CHECK:end guest=unhandled_exception status=crash code=100 exits=2 cause="#GP (vector 0xd) in real mode without a handler"
;CHECK-NEXT:result status=crash code=100 exits=2 cause="#GP (vector 0xd) in real mode without a handler"
