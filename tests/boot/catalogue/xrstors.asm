; XRSTORS of a component that the XSS-exiting bitmap names: CET, which the guest turns on by an empty MSR bitmap.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu tigerlake --inject secondary_processor_controls^0x100000,xss_exiting_bitmap:0x1800,msr_bitmap_address:0x70000,guest_cr4^0x40000 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
        mov     ecx, 0xda0              ; IA32_XSS
        mov     eax, 0x1800
        xor     edx, edx
        wrmsr
        mov     di, 0x8000
        db      0x0f, 0xc7, 0x1d        ; XRSTORS [DI]
        hlt

;CHECK:exit n=0 kind=unhandled reason=64 name=xrstors qualification=0x0 rip=0x7c14
;CHECK:end guest=xrstors status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
