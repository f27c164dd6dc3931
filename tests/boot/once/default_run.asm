; The default run: the built-in guests real and protected in one log, from its first line to its last.
; REQUIRES: bochs
; RUN: %vitrine run --no-build | %without_self_check | %check %s
; What a broken emulator gets wrong is its own: tests/tools/test_instructions.py.
; CHECKS BY HAND

;CHECK:vitrine version=0.1.0 format=1
;CHECK-NEXT:boot loader="GRUB 2.{{[0-9]+[^"]*}}" firmware=bios command=""
;CHECK-NEXT:cpu vendor=GenuineIntel family=0x6 model=0x55 stepping=0x4 brand="Intel(R) Core(TM) i7-7800X CPU @ 3.50GHz"
;CHECK-NEXT:memory total={{[0-9]+}}KiB free={{[0-9]+}}KiB
;CHECK-NEXT:vmx step=check revision=0x2b region=4096 memory-type=write-back locked=1 true-controls=1 ept=1 unrestricted-guest=1 vpid=1 preemption-timer=1
;CHECK-NEXT:vmx step=vmxon revision=0x2b
;CHECK-NEXT:guest name=real mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmptrld
;CHECK-NEXT:vmx step=vmwrite area=host fields={{[0-9]+}}
;CHECK-NEXT:vmx step=vmwrite area=controls fields={{[0-9]+}} pin=0x5f primary=0xb6186dfa secondary=0x118ea exit=0x7fefff entry=0xd1ff
;CHECK-NEXT:vmx step=vmwrite area=guest fields={{[0-9]+}}
;CHECK-NEXT:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=18 name=vmcall qualification=0x0 length=3 rip=0x7c06
;CHECK-NEXT:exit n=0 kind=vmcall number=0x0 name=version argument=0x0 returned=0x1 rip=0x7c06
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=vmcall number=0x3 name=put-string argument=0x15 returned=0x15 rip=0x7c15
;CHECK-NEXT:console source=hypercall text="hello from real mode"
;CHECK-NEXT:exit n=2 kind=vmcall number=0x4 name=mark argument=0x600d returned=0x0 rip=0x7c24
;CHECK-NEXT:exit n=3 kind=io direction=out port=0x3f8 size=1 value=0x21 device=uart rip=0x7c2c
;CHECK-NEXT:exit n=4 kind=io direction=out port=0x3f8 size=1 value=0xa device=uart rip=0x7c2f
;CHECK-NEXT:console source=uart text=!
;CHECK-NEXT:exit n=5 kind=io direction=in port=0x61 size=1 value=0xff device=none rip=0x7c30
;CHECK-NEXT:exit n=6 kind=io direction=out port=0x200 size=2 value=0x1234 device=none rip=0x7c38
;CHECK-NEXT:exit n=7 kind=io direction=in port=0x200 size=2 value=0xffff device=none rip=0x7c39
;CHECK-NEXT:exit n=8 kind=io direction=out port=0xcf8 size=4 value=0x80000000 device=none rip=0x7c43
;CHECK-NEXT:exit n=9 kind=io direction=in port=0xcf8 size=4 value=0xffffffff device=none rip=0x7c45
;CHECK-NEXT:exit n=10 kind=io direction=out port=0x3f8 size=1 instruction=outs rep=1 segment=ds address=0x7c7a count=21 values=0x68,0x65,0x6c,0x6c,0x6f,0x20,0x66,0x72,0x6f,0x6d,0x20,0x72,0x65,0x61,0x6c,0x20 device=uart rip=0x7c57
;CHECK-NEXT:console source=uart text="hello from real mode"
;CHECK-NEXT:exit n=11 kind=io direction=in port=0x1f0 size=2 instruction=ins rep=1 segment=es address=0x7c90 count=4 values=0xffff,0xffff,0xffff,0xffff device=none rip=0x7c62
;CHECK-NEXT:exit n=12 kind=cpuid leaf=0x40000000 subleaf=0x0 eax=0x40000001 ebx=0x72746956 ecx=0x56656e69 edx=0x4d4d rip=0x7c6d
;CHECK-NEXT:exit n=13 kind=msr access=read index=0x277 name=IA32_PAT value=0x7040600070406 rip=0x7c75
;CHECK-NEXT:exit n=14 kind=msr access=write index=0x277 name=IA32_PAT value=0x7040600070406 rip=0x7c77
;CHECK-NEXT:exit n=15 kind=hlt interrupts=off rip=0x7c79
;CHECK-NEXT:end guest=real status=ok code=0 exits=16
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:guest name=protected mode=real entry=0000:7c00 memory=16MiB budget=1000000000
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmptrld
;CHECK-NEXT:vmx step=vmwrite area=host fields={{[0-9]+}}
;CHECK-NEXT:vmx step=vmwrite area=controls {{.*}}
;CHECK-NEXT:vmx step=vmwrite area=guest fields={{[0-9]+}}
;CHECK-NEXT:vmx step=vmlaunch
;CHECK-NEXT:vmx step=vmread reason=28 name=control-register-access qualification=0x0 length=3 rip=0x7c0c
;CHECK-NEXT:exit n=0 kind=cr access=write cr=0 value=0x11 rip=0x7c0c
;CHECK-NEXT:vmx step=vmresume
;CHECK-NEXT:exit n=1 kind=cr access=write cr=0 value=0x80000011 rip=0x7c58
;CHECK-NEXT:exit n=2 kind=vmcall number=0x0 name=version argument=0x0 returned=0x1 rip=0x7c60
;CHECK-NEXT:exit n=3 kind=vmcall number=0x3 name=put-string argument=0x1a returned=0x1a rip=0x7c72
;CHECK-NEXT:console source=hypercall text="hello from protected mode"
;CHECK-NEXT:exit n=4 kind=vmcall number=0x4 name=mark argument=0x600d returned=0x0 rip=0x7c7f
;CHECK-COUNT-8:exit n={{[0-9]+}} kind=io {{.*}}
;CHECK:exit n=17 kind=vmcall number=0x1 name=exit argument=0x0 returned=0x0 rip=0x7ce3
;CHECK-NEXT:end guest=protected status=ok code=0 exits=18
;CHECK-NEXT:vmx step=vmclear
;CHECK-NEXT:vmx step=vmxoff
;CHECK-NEXT:result status=ok code=0 exits=34
;CHECK-NOT:{{.}}
