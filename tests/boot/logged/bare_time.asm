; A bare guest's time is its own work: it counts how many writes of a port fit into so many ticks of its TSC, whatever Vitrine does
; meanwhile. The second run never ends by itself: its budget does, after the same exit each time.
; RUN: %same small %run %s | %filecheck %s
; RUN: %same small %run %s --budget 5K | %filecheck %s --check-prefix=CUT
        bits    16
        org     0x7c00
        rdtsc
        mov     ebx, eax
        xor     ecx, ecx
again:  out     0x80, al
        inc     ecx
        rdtsc
        sub     eax, ebx
        cmp     eax, 40000
        jb      again
        mov     ebx, ecx
        mov     eax, 4                  ; hypercall 4: mark
        vmcall
        mov     eax, 1                  ; hypercall 1: exit
        xor     ebx, ebx
        vmcall

;CHECK:end guest=bare_time status=ok code=0 exits={{[0-9]+}}
;CUT:end guest=bare_time status=budget code=101 exits={{[0-9]+}}
