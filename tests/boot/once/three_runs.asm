; The same image gives the same log, byte for byte.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --guest real,protected,long --quiet --log %t.1
; RUN: %vitrine run --no-build --guest real,protected,long --quiet --log %t.2
; RUN: %vitrine run --no-build --guest real,protected,long --quiet --log %t.3
; RUN: cmp %t.1 %t.2
; RUN: cmp %t.2 %t.3
; RUN: tail -n 1 %t.1 | %check %s

;CHECK:result status=ok code=0 exits=54
