; A closed address line 20 counts for what Vitrine reads and writes for the guest, from the very access that moves it: INS,
; the text of put-string, the code of an instruction, the stack of the BIOS call that closes it, OUTS that closes it on
; its way, and page tables and pages.
; RUN: %run %s --trace io,bios,vmcall,cache,console | %check %s
        bits    16
        org     0x7c00
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cld
        mov     ax, 0xffff
        mov     es, ax
        mov     word [0x500], 0         ; OUTS: 0 closes the line, then the next byte is the lower one
        mov     word [es:0x510], 0x0200
        mov     si, 0x510
        mov     cx, 2
        mov     dx, 0x92
        es rep outsb
        mov     byte [0x500], 0x11
        mov     di, 0x510               ; linear 0x100500
        mov     dx, 0xe9
        insb                            ; e9 from the debug console
        movzx   ebx, byte [0x500]
        mov     bh, [es:0x510]
        call    tell
        mov     dword [0x500], "low!"
        mov     al, 2
        out     0x92, al
        mov     dword [es:0x510], "high"
        xor     al, al
        out     0x92, al
        push    ds
        push    es
        pop     ds
        mov     si, 0x510
        mov     cx, 4
        mov     eax, 3                  ; put-string
        vmcall
        pop     ds
        jmp     0xffff:code + 0x10
code:   invd
        jmp     0:back
back:   mov     al, 2
        out     0x92, al
        mov     word [0x5ea], home      ; what the BIOS returns by once the line is closed
        mov     word [0x5ec], 0
        mov     word [0x5ee], 3         ; CF
        push    es
        pop     ss
        mov     sp, 0x600
        mov     ax, 0x2400
        int     0x15
home:   mov     ax, 0
        mov     ss, ax
        mov     sp, 0x7c00
        setc    bl
        movzx   ebx, bl
        call    tell                    ; 0: CF was cleared where the BIOS returns
        mov     edi, 0x3000             ; a directory with one page of 4 MiB; the one at 0x103000 is empty
        mov     dword [edi], 0x83
        mov     eax, cr4
        or      al, 0x10
        mov     cr4, eax
        mov     eax, 0x103000
        mov     cr3, eax
        lgdt    [gdtr]
        mov     eax, cr0
        or      eax, 0x80000001
        mov     cr0, eax
        jmp     8:paged
        bits    32
paged:  mov     ax, 16
        mov     es, ax
        mov     byte [es:0x500], 0x11
        mov     edi, 0x100500
        mov     dx, 0xe9
        insb
        movzx   ebx, byte [es:0x500]
        mov     eax, 4
        vmcall
        hlt
        bits    16
tell:   mov     eax, 4
        vmcall
        ret
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      gdtr - gdt - 1
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xaa55

;CHECK:guest name=a20_own_accesses mode=real entry=0000:7c00 memory=16MiB budget=1000000000 platform=pc time=work
;CHECK-NEXT:disk drive=0x0 name=a20_own_accesses kind=floppy size=512 cylinders=80 heads=2 sectors=18
;CHECK-NEXT:exit n=0 kind=io direction=out port=0x92 size=1 instruction=outs rep=1 segment=es address=0x100500 count=2 values=0x0,0x0 device=system rip=0x7c25
;CHECK-NEXT:exit n=1 kind=io direction=in port=0xe9 size=1 instruction=ins rep=0 segment=es address=0x100500 count=1 values=0xe9 device=debug-console rip=0x7c33
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0xe9e9 returned=0x0 rip=0x7d12
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x92 size=1 value=0x2 device=system rip=0x7c4d
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x92 size=1 value=0x0 device=system rip=0x7c5b
;CHECK-NEXT:exit n=5 kind=vmcall number=0x3 name=put-string argument=0x4 returned=0x4 rip=0x7c6c
;CHECK-NEXT:exit n=6 kind=cache instruction=invd cs=0xffff rip=0x7c85
;CHECK-NEXT:exit n=7 kind=io direction=out port=0x92 size=1 value=0x2 device=system rip=0x7c7e
;CHECK-NEXT:bios int=0x15 function=a20-disable status=ok caller=0000:7c9c n=8
;CHECK-NEXT:exit n=9 kind=vmcall number=0x4 name=mark argument=0x0 returned=0x0 rip=0x7d12
;CHECK-NEXT:exit n=12 kind=io direction=in port=0xe9 size=1 instruction=ins rep=0 segment=es address=0x100500 count=1 values=0xe9 device=debug-console rip=0x7cfa
;CHECK-NEXT:exit n=13 kind=vmcall number=0x4 name=mark argument=0xe9 returned=0x0 rip=0x7d08
;CHECK-NEXT:console source=hypercall text=low!
;CHECK-NEXT:end guest=a20_own_accesses status=ok code=0 exits=15 cause="halted, and nothing can wake it"
;CHECK-NEXT:result status=ok code=0 exits=15
