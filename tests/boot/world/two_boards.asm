; Each guest of a run is told of by its own machine's default, whichever comes first.
; RUN: %run %s --option guest=real,disk | %check %s --check-prefix REAL-FIRST
; RUN: %run %s --option guest=disk,real | %check %s --check-prefix DISK-FIRST
; CHECKS BY HAND
        bits    16
        org     0x7c00
        cli
        hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;REAL-FIRST:guest name=real {{.*}}
;REAL-FIRST-NOT:summary {{.*}}
;REAL-FIRST:end guest=real status=ok {{.*}}
;REAL-FIRST-NEXT:guest name=two_boards {{.*}}
;REAL-FIRST:exit n=0 kind=hlt interrupts=off rip=0x7c01
;REAL-FIRST:summary kind=hlt count=1
;REAL-FIRST-NEXT:end guest=two_boards status=ok {{.*}}
;DISK-FIRST:guest name=two_boards {{.*}}
;DISK-FIRST:summary kind=hlt count=1
;DISK-FIRST-NEXT:end guest=two_boards status=ok {{.*}}
;DISK-FIRST-NEXT:guest name=real {{.*}}
;DISK-FIRST-NOT:summary {{.*}}
;DISK-FIRST:end guest=real status=ok {{.*}}
