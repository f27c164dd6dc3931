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
