; memcpy, memmove, memset, memcmp and bcmp, which the compiler calls on its own. With ERMS the REP forms are the fast ones.

        bits    64
        section .text

        global  memcpy
        global  memmove
        global  memset
        global  memcmp
        global  bcmp

memcpy:
        mov     rax, rdi
        mov     rcx, rdx
        shr     rcx, 3
        and     edx, 7
        rep movsq
        mov     ecx, edx
        rep movsb
        ret

memmove:
        mov     rax, rdi
        mov     rcx, rdi
        sub     rcx, rsi
        cmp     rcx, rdx
        jae     memcpy                          ; the target does not begin inside the source
        mov     rcx, rdx
        lea     rsi, [rsi + rdx - 1]
        lea     rdi, [rdi + rdx - 1]
        std
        rep movsb
        cld
        ret

memset:
        mov     r8, rdi
        movzx   eax, sil
        mov     r9, 0x0101010101010101
        imul    rax, r9
        mov     rcx, rdx
        shr     rcx, 3
        and     edx, 7
        rep stosq
        mov     ecx, edx
        rep stosb
        mov     rax, r8
        ret

memcmp:
bcmp:
        xor     eax, eax
        mov     rcx, rdx
        test    rcx, rcx
        jz      .equal
        repe cmpsb
        je      .equal
        movzx   eax, byte [rdi - 1]
        movzx   ecx, byte [rsi - 1]
        sub     eax, ecx
.equal: ret
