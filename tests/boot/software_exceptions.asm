; INT3 and INTO exit, are logged, and go to the guest's own handlers, which return after them.
; QEMU 7.2 takes them for software interrupts under SVM, which don't exit.
; UNSUPPORTED: on-qemu
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
        mov     word [3 * 4], back
        mov     word [3 * 4 + 2], 0
        mov     word [4 * 4], back
        mov     word [4 * 4 + 2], 0
        int3
        mov     al, 0x7f
        inc     al                      ; OF
        into
        hlt
back:   iret

;CHECK:guest name=software_exceptions mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=exception vector=3 name=#BP inject=#BP rip=0x7c18
;CHECK-NEXT:exit n=1 kind=exception vector=4 name=#OF inject=#OF rip=0x7c1d
;CHECK-NEXT:exit n=2 kind=hlt interrupts=off rip=0x7c1e
;CHECK-NEXT:end guest=software_exceptions status=ok code=0 exits=3
;CHECK-NEXT:result status=ok code=0 exits=3
