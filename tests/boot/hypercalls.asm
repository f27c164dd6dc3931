; Each hypercall and each of their errors.
; RUN: %run %s | %check %s
        bits    16
        org     0x7c00
%include "vitrine.inc"
        mov     eax, CALL_VERSION
        vmcall
        push    eax
        mov     eax, CALL_MARK          ; EBX is the signature
        vmcall
        mov     bl, 'a'
        mov     eax, CALL_PUT_BYTE
        vmcall
        mov     bl, 10
        mov     eax, CALL_PUT_BYTE
        vmcall
        vitrine_print text, text_end - text
        vitrine_print text, 0
        vitrine_print text, 4097        ; too long
        vitrine_print 0xffff, 2         ; past the segment's limit
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        mov     eax, 5                  ; no such number
        vmcall
        mov     ebx, eax
        mov     eax, CALL_MARK
        vmcall
        vitrine_exit 0
text:   db      'two lines and "quotes"', 10, "an unfinished one"
text_end:

;CHECK:guest name=hypercalls mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:exit n=0 kind=vmcall number=0x0 name=version argument=0x0 returned=0x1 rip=0x7c06
;CHECK-NEXT:exit n=1 kind=vmcall number=0x4 name=mark argument=0x52544956 returned=0x0 rip=0x7c11
;CHECK-NEXT:exit n=2 kind=vmcall number=0x2 name=put-byte argument=0x61 returned=0x0 rip=0x7c1c
;CHECK-NEXT:exit n=3 kind=vmcall number=0x2 name=put-byte argument=0xa returned=0x0 rip=0x7c27
;CHECK-NEXT:console source=hypercall text=a
;CHECK-NEXT:exit n=4 kind=vmcall number=0x3 name=put-string argument=0x28 returned=0x28 rip=0x7c36
;CHECK-NEXT:console source=hypercall text="two lines and \"quotes\""
;CHECK-NEXT:exit n=5 kind=vmcall number=0x3 name=put-string argument=0x0 returned=0x0 rip=0x7c45
;CHECK-NEXT:exit n=6 kind=vmcall number=0x3 name=put-string argument=0x1001 returned=0xfffffffd rip=0x7c54
;CHECK-NEXT:exit n=7 kind=vmcall number=0x3 name=put-string argument=0x2 returned=0xfffffffe rip=0x7c63
;CHECK-NEXT:exit n=8 kind=vmcall number=0x4 name=mark argument=0xfffffffe returned=0x0 rip=0x7c6f
;CHECK-NEXT:exit n=9 kind=vmcall number=0x5 name=unknown argument=0xfffffffe returned=0xffffffff rip=0x7c78
;CHECK-NEXT:exit n=10 kind=vmcall number=0x4 name=mark argument=0xffffffff returned=0x0 rip=0x7c84
;CHECK-NEXT:exit n=11 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7c93
;CHECK-NEXT:console source=hypercall text="an unfinished one"
;CHECK-NEXT:end guest=hypercalls status=ok code=0 exits=12
;CHECK-NEXT:result status=ok code=0 exits=12
