; The built-in guest long, in 64-bit mode.
; REQUIRES: bochs
; RUN: %vitrine run --no-build --guest long | %check %s

;CHECK:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=28 name=control-register-access qualification=0x4 length=3 rip=0x7c2b
;CHECK-NEXT:exit n=0 kind=cr access=write cr=4 value=0x20 rip=0x7c2b
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=msr access=read index=0xc0000080 name=IA32_EFER value=0x0 rip=0x7c34
;CHECK-NEXT:exit n=2 kind=msr access=write index=0xc0000080 name=IA32_EFER value=0x100 rip=0x7c3c
;CHECK-NEXT:exit n=3 kind=cr access=write cr=0 value=0x80000011 rip=0x7c4c
;CHECK-NEXT:exit n=4 kind=vmcall number=0x0 name=version argument=0x0 returned=0x1 rip=0x7c68
;CHECK-NEXT:exit n=5 kind=vmcall number=0x3 name=put-string argument=0x15 returned=0x15 rip=0x7c7f
;CHECK-NEXT:console source=hypercall text="hello from long mode"
;CHECK-NEXT:exit n=6 kind=vmcall number=0x4 name=mark argument=0x600d returned=0x0 rip=0x7c8c
;CHECK-NEXT:exit n=7 kind=io direction=out port=0x3f8 size=1 value=0x21 device=uart rip=0x7c95
;CHECK-NEXT:exit n=8 kind=io direction=out port=0x3f8 size=1 value=0xa device=uart rip=0x7c98
;CHECK-NEXT:console source=uart text=!
;CHECK-NEXT:exit n=9 kind=io direction=in port=0x61 size=1 value=0xff device=none rip=0x7c99
;CHECK-NEXT:exit n=10 kind=io direction=out port=0x200 size=2 value=0x1234 device=none rip=0x7ca3
;CHECK-NEXT:exit n=11 kind=io direction=in port=0x200 size=2 value=0xffff device=none rip=0x7ca5
;CHECK-NEXT:exit n=12 kind=io direction=out port=0xcf8 size=4 value=0x80000000 device=none rip=0x7cb0
;CHECK-NEXT:exit n=13 kind=io direction=in port=0xcf8 size=4 value=0xffffffff device=none rip=0x7cb1
;CHECK-NEXT:exit n=14 kind=io direction=out port=0x3f8 size=1 instruction=outs rep=1 segment=ds address=0x7d1e count=21 values=0x68,0x65,0x6c,0x6c,0x6f,0x20,0x66,0x72,0x6f,0x6d,0x20,0x6c,0x6f,0x6e,0x67,0x20 device=uart rip=0x7cd0
;CHECK-NEXT:console source=uart text="hello from long mode"
;CHECK-NEXT:exit n=15 kind=io direction=in port=0x1f0 size=2 instruction=ins rep=1 segment=es address=0x7d34 count=4 values=0xffff,0xffff,0xffff,0xffff device=none rip=0x7cdb
;CHECK-NEXT:exit n=16 kind=cpuid leaf=0x40000000 subleaf=0x0 eax=0x40000001 ebx=0x72746956 ecx=0x56656e69 edx=0x4d4d rip=0x7ce5
;CHECK-NEXT:exit n=17 kind=msr access=read index=0x277 name=IA32_PAT value=0x7040600070406 rip=0x7cec
;CHECK-NEXT:exit n=18 kind=msr access=write index=0x277 name=IA32_PAT value=0x7040600070406 rip=0x7cee
;CHECK-NEXT:exit n=19 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7cfa
;CHECK-NEXT:end guest=long status=ok code=0 exits=20
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=20
