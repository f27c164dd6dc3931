#!/usr/bin/env python3
"""Prints experiments for `./vitrine experiment`: each field of the VMCS (or, with `svm`, of the VMCB) set to bad and to good values,
one at a time, from several good states. tests/entry/compare.py holds the rules of the manual against what Bochs does.

Left out are good values that would harm Vitrine itself after the exit: of the host's RIP, RSP, CR3, EFER.NXE, CR0.TS and EM,
CR4.OSXSAVE, "load IA32_EFER" at exit, and lists of MSRs for the exit.

Usage: mutations.py [svm]
"""

import sys

NON_CANONICAL = 0x0000_8000_0000_0000
CANONICAL = 0xFFFF_8000_0000_1000
SEGMENTS = ("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr")
# A page of the first MiB, which Vitrine doesn't use: for structures that the controls point to.
PAGE = 0x70000


def flips(field, bits):
    """One experiment for each bit."""
    return [f"{field}^{1 << bit:#x}" for bit in bits]


def values(field, numbers):
    """One experiment for each value."""
    return [f"{field}:{number:#x}" for number in numbers]


def with_each(prefix, experiments):
    """The same fields before each."""
    return [f"{prefix},{experiment}" for experiment in experiments]


def page(control, field):
    """A structure's address, with the control that makes it count."""
    return with_each(f"{control},{field}:{PAGE:#x}", flips(field, (0, 4, 11, 12, 39, 40, 52, 63)))


def controls():
    """27.2.1"""
    tests = []
    for field, spared in (("pin_based_controls", ()), ("primary_processor_controls", ()), ("secondary_processor_controls", ()),
                          ("vm_exit_controls", (21,)), ("vm_entry_controls", ())):
        tests += flips(field, [bit for bit in range(32) if bit not in spared])
    for field in ("io_bitmap_a_address", "io_bitmap_b_address", "msr_bitmap_address"):
        tests += flips(field, (0, 1, 11, 40, 63))
    primary, secondary = "primary_processor_controls", "secondary_processor_controls"
    tests += page(f"{primary}^0x200000", "virtual_apic_address")
    tests += page(f"{secondary}^0x1", "apic_access_address")
    tests += page(f"{secondary}^0x20000", "pml_address")
    tests += page(f"{secondary}^0x4000", "vmread_bitmap_address")
    tests += page(f"{secondary}^0x4000", "vmwrite_bitmap_address")
    tests += page(f"{secondary}^0x40000", "virtualization_exception_information_address")
    tests += page(f"{secondary}^0x2000,vm_function_controls:0x1", "eptp_list_address")
    tests += with_each(f"{secondary}^0x2000", values("vm_function_controls", (0, 1, 2, 1 << 63)))
    tests += with_each(f"{primary}^0x200000,virtual_apic_address:{PAGE:#x}", values("tpr_threshold", (0, 1, 0xF, 0x10, 0x8000_0000)))
    for bits in (0x10, 0x100, 0x200, 0x11, 0x311):
        tests += [f"{secondary}^{bits:#x}", f"{primary}^0x200000,virtual_apic_address:{PAGE:#x},{secondary}^{bits:#x}"]
    tests += [f"{primary}^0x200000,{secondary}^0x200,pin_based_controls^0x1", "pin_based_controls^0x28", "pin_based_controls^0x20",
              f"pin_based_controls^0x20,{primary}^0x400000", f"{primary}^0x400000", "pin_based_controls^0x80",
              f"{secondary}^0x82", f"{secondary}^0x20,vpid:0x0", "vpid:0x0", "vpid:0xffff", f"{secondary}^0x2000000,tsc_multiplier:0x0",
              f"{secondary}^0x2000000,tsc_multiplier:0x1", "vm_exit_controls^0x400000", "pin_based_controls^0x40,vm_exit_controls^0x400000"]
    tests += flips("ept_pointer", (*range(12), 39, 40, 51, 52, 63))
    tests += values("cr3_target_count", (1, 4, 5, 0xFFFF_FFFF))
    for name in ("vm_exit_msr_store", "vm_entry_msr_load"):
        tests += with_each(f"{name}_count:0x1,{name}_address:{PAGE:#x}", flips(f"{name}_address", (0, 3, 40, 63)))
        tests += [f"{name}_count:0x2,{name}_address:0xfffffffff0", f"{name}_count:0x0,{name}_address:0x1"]
    tests += with_each(f"vm_exit_msr_load_count:0x1,vm_exit_msr_load_address:{PAGE:#x}", flips("vm_exit_msr_load_address", (0, 3, 40, 63)))
    return tests


def events():
    """27.2.1.3, and what 27.3.1.4 and 27.3.1.5 ask of injected events"""
    tests = []
    field = "vm_entry_interruption_information"
    for kind in range(7):  # Bochs 2.7 panics over type 7
        for vector in (0, 1, 2, 3, 8, 13, 14, 17, 18, 21, 31, 32, 255):
            tests.append(f"{field}:{1 << 31 | kind << 8 | vector:#x},vm_entry_instruction_length:0x1")
    for vector in (0, 8, 13, 14, 17, 21, 3):
        tests.append(f"{field}:{1 << 31 | 1 << 11 | 3 << 8 | vector:#x}")
        tests.append(f"guest_cr0:0x31,{field}:{1 << 31 | 1 << 11 | 3 << 8 | vector:#x}")
        tests.append(f"guest_cr0:0x31,{field}:{1 << 31 | 3 << 8 | vector:#x}")
    tests += with_each(f"guest_cr0:0x31,{field}:0x80000b0d", values("vm_entry_exception_error_code",
                                                                    (0, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x8000_0000)))
    tests += [f"{field}:{1 << 31 | 0x300 | 1 << bit:#x}" for bit in range(12, 31)]
    for kind in (4, 5, 6):
        tests += with_each(f"{field}:{1 << 31 | kind << 8 | 3:#x}", values("vm_entry_instruction_length", (0, 1, 2, 15, 16, 0xFFFF_FFFF)))
    tests += [f"guest_rflags:{flags:#x},{field}:0x80000020" for flags in (0x2, 0x202)]
    for activity in range(5):
        tests.append(f"guest_activity_state:{activity}" if activity < 3 or activity == 4 else "guest_activity_state:3,vm_entry_controls^0x400")
        for event in (0x8000_0020, 0x8000_0202, 0x8000_0301, 0x8000_0306, 0x8000_0312):
            tests.append(f"guest_activity_state:{activity},guest_rflags:0x202,{field}:{event:#x}")
    tests += [f"guest_interruptibility_state:{state:#x},guest_rflags:0x202,{field}:{event:#x}"
              for state in (1, 2, 8) for event in (0x8000_0020, 0x8000_0202, 0x8000_0306)]
    tests += [f"pin_based_controls^0x20,guest_interruptibility_state:{state:#x},guest_rflags:0x202,{field}:0x80000202" for state in (0, 1, 2, 8)]
    return tests


def host():
    """27.2.2 to 27.2.4"""
    tests = flips("host_cr0", (0, 1, 4, 5, 6, 16, 18, 31, 32, 48, 63))
    tests += flips("host_cr4", (2, 5, 12, 13, 14, 15, 19, 22, 23, 24, 31, 32, 63))
    tests += flips("host_cr3", (40, 45, 51, 52, 62, 63))
    for name in ("cs", "ss", "ds", "es", "fs", "gs", "tr"):
        tests += flips(f"host_{name}_selector", (0, 1, 2))
        tests += values(f"host_{name}_selector", (0,) if name in ("cs", "tr", "ss") else (0, 8))
    for name in ("fs_base", "gs_base", "ia32_sysenter_esp", "ia32_sysenter_eip"):
        tests += values(f"host_{name}", (0, CANONICAL, NON_CANONICAL, 1 << 63))
    for name in ("tr_base", "gdtr_base", "idtr_base", "rip"):
        tests += flips(f"host_{name}", (47, 48, 63))
    tests += values("host_ia32_sysenter_cs", (0, 0xFFFF_FFFF))
    tests += [f"host_ia32_pat:{kind << 8 * byte:#x}" for byte in range(8) for kind in (2, 4, 8)]
    tests += flips("host_ia32_efer", (0, 1, 7, 8, 9, 10, 12, 13, 16, 20, 32, 63))
    tests += ["vm_exit_controls^0x200", "vm_exit_controls^0x200,vm_entry_controls^0x200", "vm_exit_controls^0x80000,host_ia32_pat:0x2",
              "vm_exit_controls^0x1000,host_ia32_perf_global_ctrl:0x8000000000000000", "vm_exit_controls^0x1000,host_ia32_perf_global_ctrl:0x0"]
    return tests


def registers():
    """27.3.1.1, 27.3.1.3, 27.3.1.4"""
    tests = flips("guest_cr0", (*range(33), 63)) + flips("guest_cr4", (*range(33), 63)) + flips("guest_cr3", (0, 12, 39, 40, 52, 63))
    tests += flips("guest_ia32_debugctl", (*range(18), 63)) + flips("guest_dr7", (0, 31, 32, 63))
    for name in ("ia32_sysenter_esp", "ia32_sysenter_eip", "gdtr_base", "idtr_base"):
        tests += values(f"guest_{name}", (0, CANONICAL, NON_CANONICAL, 1 << 63))
    tests += [f"guest_ia32_pat:{kind << 8 * byte:#x}" for byte in (0, 3, 7) for kind in range(9)]
    tests += flips("guest_ia32_efer", (*range(22), 32, 63))
    tests += [f"vm_entry_controls^{control:#x},{field}" for control, field in (
        (0x8000, "guest_ia32_efer:0xffff"), (0x4000, "guest_ia32_pat:0x2"), (0x4, "guest_dr7:0x100000000"), (0x4, "guest_ia32_debugctl:0x8"),
        (0x2000, "guest_ia32_perf_global_ctrl:0x0"), (0x2000, "guest_ia32_perf_global_ctrl:0x8000000000000000"))]
    tests += values("guest_gdtr_limit", (0, 0xFFFF, 0x10000, 0xFFFF_FFFF)) + values("guest_idtr_limit", (0, 0xFFFF, 0x10000))
    tests += flips("guest_rip", (0, 31, 32, 47, 48, 63)) + flips("guest_rflags", (*range(33), 63))
    return tests


def segments():
    """27.3.1.2"""
    tests = []
    for name in SEGMENTS:
        tests += flips(f"guest_{name}_access_rights", (*range(18), 20, 31))
        tests += flips(f"guest_{name}_selector", range(4))
        tests += values(f"guest_{name}_limit", (0, 0xFFE, 0xFFFF, 0xF_FFFF, 0x10_0000, 0xFFFF_FFFF))
        tests += values(f"guest_{name}_base", (0x10, 0xFFFF_FFFF, 1 << 32, CANONICAL, NON_CANONICAL))
    return tests


def other():
    """27.3.1.5"""
    tests = flips("guest_interruptibility_state", (*range(8), 31))
    tests += with_each("guest_rflags:0x202", flips("guest_interruptibility_state", range(6)))
    tests += values("guest_interruptibility_state", (3, 0x12)) + ["guest_rflags:0x202,guest_interruptibility_state:0x3"]
    tests += flips("guest_pending_debug_exceptions", (*range(18), 32, 63))
    for flags in (0x202, 0x302):
        for state in (1, 2):
            tests += [f"guest_rflags:{flags:#x},guest_interruptibility_state:{state},guest_pending_debug_exceptions:{pending:#x},guest_ia32_debugctl:{trap}"
                      for pending in (0, 0x4000, 0x1000) for trap in (0, 2)]
    tests += [f"guest_activity_state:{activity},guest_interruptibility_state:{state},guest_rflags:0x202" for activity in (0, 1, 2) for state in (0, 1, 2, 8)]
    tests += ["guest_activity_state:1,guest_ss_access_rights:0xf3", "guest_activity_state:1,guest_rflags:0x302"]
    tests += values("guest_pending_debug_exceptions", (0x1_1000, 0x1_0000, 0x1_1001))
    tests += values("vmcs_link_pointer", (0x70000, 0x70001, 1 << 40, 1 << 63, 0xFFFF_FFFF_FFFF_F000))
    return tests


def shadow_stacks():
    """CET and PKRS, of 27.2.2, 27.3.1.1 and 27.3.1.4"""
    tests = []
    for control, side in (("vm_entry_controls^0x100000", "guest"), ("vm_exit_controls^0x10000000", "host")):
        tests += with_each(control, flips(f"{side}_ia32_s_cet", (0, 2, 5, 6, 9, 10, 11, 12, 31, 32, 47, 48, 63)) + flips(f"{side}_ssp", (0, 1, 2, 31, 32, 47, 63)) +
                           flips(f"{side}_ia32_interrupt_ssp_table_addr", (0, 31, 32, 47, 63)) + [f"{side}_ia32_s_cet:0xc00", f"{side}_ssp:{CANONICAL:#x}"])
    for control, side in (("vm_entry_controls^0x400000", "guest"), ("vm_exit_controls^0x20000000", "host")):
        tests += with_each(control, flips(f"{side}_ia32_pkrs", (0, 31, 32, 63)))
    return tests


SEGMENT_32 = ",".join([f"guest_{name}_access_rights:0xc093,guest_{name}_limit:0xffffffff" for name in ("es", "ss", "ds", "fs", "gs")])
PROTECTED = f"secondary_processor_controls^0x80,guest_cr0:0x80000031,guest_cs_access_rights:0xc09b,guest_cs_limit:0xffffffff,{SEGMENT_32}"
LONG = (f"guest_cr0:0x80000031,guest_cr3:0x1000,guest_cr4:0x2020,guest_ia32_efer:0x500,vm_entry_controls^0x200,guest_cs_access_rights:0xa09b,"
        f"guest_cs_limit:0xffffffff,{SEGMENT_32}")
RING_3 = ("secondary_processor_controls^0x80,guest_cr0:0x80000031,guest_cs_selector:0x1b,guest_cs_access_rights:0xc0fb,guest_cs_limit:0xffffffff," +
          ",".join(f"guest_{name}_selector:0x23,guest_{name}_access_rights:0xc0f3,guest_{name}_limit:0xffffffff" for name in ("es", "ss", "ds", "fs", "gs")))
VIRTUAL_8086 = "guest_rflags:0x20002,guest_cr0:0x80000031," + ",".join(f"guest_{name}_access_rights:0xf3" for name in SEGMENTS[:6])
PAE = f"guest_cr0:0x80000031,guest_cr4:0x2020,guest_cs_access_rights:0xc09b,guest_cs_limit:0xffffffff,{SEGMENT_32}"


def vmx():
    """(name, fields of the good state, experiments) of each state"""
    pdptes = [test for index in range(4) for test in flips(f"guest_pdpte{index}", (0, 1, 5)) +
              with_each(f"guest_pdpte{index}:0x1", flips(f"guest_pdpte{index}", (1, 2, 5, 8, 9, 12, 39, 40, 52, 63)))]
    return [("real mode", "", controls() + events() + host() + registers() + segments() + other() + shadow_stacks()),
            ("32-bit code without unrestricted guest", PROTECTED, registers() + segments()),
            ("ring 3 without unrestricted guest", RING_3, segments()),
            ("64-bit code", LONG, registers() + segments() + shadow_stacks()),
            ("virtual-8086 mode", VIRTUAL_8086, segments()),
            ("PAE paging", PAE, pdptes)]


def svm():
    """The same of the VMCB. QEMU 7.2 goes astray with EFER.LME or LMA and no paging, Bochs 2.7 ends with a triple fault
    and carries a single-step trap out of the guest; RFLAGS.VM, and PE 0 in long mode, it panics over."""
    tests = flips("guest_efer", [bit for bit in range(64) if bit not in (8, 10)]) + flips("guest_cr0", [bit for bit in range(64) if bit != 31]) + flips("guest_cr4", (*range(64),))
    tests += flips("guest_cr3", (0, 12, 39, 40, 48, 52, 63)) + flips("guest_dr6", (0, 31, 32, 63)) + flips("guest_dr7", (0, 31, 32, 63))
    tests += flips("intercepts_2", range(1)) + values("guest_asid", (0, 1, 2)) + flips("iopm_base_pa", (12, 39, 40, 63))
    tests += flips("msrpm_base_pa", (12, 39, 40, 63)) + flips("n_cr3", (40, 48, 52, 63)) + flips("guest_rip", (0, 32, 63)) + flips("guest_rflags", [bit for bit in range(22) if bit not in (8, 17)])
    tests += values("guest_pat", (0x2, 0x300, 0x8, 0x0706040100070406))
    tests += [f"eventinj:{1 << 31 | kind << 8 | vector:#x}" for kind in range(8) for vector in (0, 2, 3, 13, 31, 32, 255)]
    long_mode = "guest_efer^0x500,guest_cr0^0x80000001,guest_cr3:0x1000,guest_cr4^0x20,guest_cs_attributes:0x29b"
    longs = flips("guest_cs_attributes", (9, 10)) + flips("guest_cr4", range(23)) + flips("guest_cr0", (16, 29, 30)) + flips("guest_cr3", (40, 51, 63))
    longs += flips("guest_efer", (9, 12))
    return [("real mode", "", tests), ("64-bit code", long_mode, longs)]


def text(states):
    """The file."""
    lines = []
    for name, base, experiments in states:
        lines += [f"# {name}", f"base {base}".rstrip(), *experiments]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(text(svm() if "svm" in sys.argv[1:] else vmx()), end="")
