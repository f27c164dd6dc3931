; The live page tables: no page is writable and executable, page 0 and the guard pages are not mapped.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --guest real --option check=paging | %check %s
; CHECKS BY HAND

;CHECK:check name=paging pages={{[1-9][0-9]*}} writable={{[1-9][0-9]*}} executable={{[1-9][0-9]*}} writable-executable=0 null-mapped=0 guards-mapped=0 status=ok
