#!/usr/bin/env python3
"""Where an emulator doesn't do what the manual says of a VM entry. Each was settled by reading the manual and the emulator's source:
the explainer keeps the manual's rule.

(emulator's name, experiments, predicted, found, the manual's rule and what the emulator does, the first version that does so, the first
that no longer does, or None)
"""

import collections

Deviation = collections.namedtuple("Deviation", "emulator inject predicted found why since until", defaults=((0, 0), None))

BOCHS, QEMU = "Bochs", "QEMU"
OLDEST = {BOCHS: "2.7", QEMU: "7.2"}  # that were tried
SS_IN_LONG_MODE = r"guest_ss_(access_rights\^|limit:|base:).*"

VMX = [
    Deviation(BOCHS, r"(.*,)?vm_entry_controls\^0x400", "7", "33",
              "27.2.1.3: outside of SMM \"entry to SMM\" must be 0. Bochs checks that of \"deactivate dual-monitor treatment\" alone"),
    Deviation(BOCHS, r"guest_activity_state:1,.*vm_entry_interruption_information:0x80000306", "33", "accept",
              "27.3.1.5: of the hardware exceptions, HLT takes #DB and #MC alone. Bochs checks shutdown and wait-for-SIPI"),
    Deviation(BOCHS, r"pin_based_controls\^0x20,guest_interruptibility_state:0x8,.*0x80000202", "33", "accept",
              "27.3.1.5: with \"virtual NMIs\" an NMI must not be injected while NMIs are blocked. Bochs has the check commented out", until=(3, 1)),
    Deviation(BOCHS, r".*_ia32_perf_global_ctrl:0x8000000000000000", "8", "accept",
              "27.2.2: reserved bits of IA32_PERF_GLOBAL_CTRL must be 0. Bochs doesn't check"),
    Deviation(BOCHS, r".*_ia32_perf_global_ctrl:0x8000000000000000", "33", "accept",
              "27.3.1.1: reserved bits of IA32_PERF_GLOBAL_CTRL must be 0. Bochs doesn't check"),
    Deviation(BOCHS, r"guest_ia32_debugctl\^0x\w+", "33", "accept",
              "27.3.1.1: reserved bits of IA32_DEBUGCTL must be 0. Bochs doesn't check"),
    Deviation(BOCHS, r"guest_cs_selector\^0x[12]", "accept", "33",
              "27.3.1.2: nothing is said of CS's RPL; its DPL is compared with SS's. Bochs compares RPL and DPL of CS", until=(3, 0)),
    Deviation(BOCHS, r"guest_pending_debug_exceptions\^0x(1|8)0{7,}", "33", "accept",
              "27.3.1.5: bits 63:17 must be 0. Bochs looks at 31:0"),
    Deviation(BOCHS, r"(guest_rflags:0x[23]02,guest_interruptibility_state:[12],guest_pending_debug_exceptions.*|guest_activity_state:1,guest_rflags:0x302)",
              "33", "accept", "27.3.1.5: BS must fit RFLAGS.TF and IA32_DEBUGCTL.BTF while events are held off. Bochs doesn't check"),
    Deviation(BOCHS, r"guest_cr0\^0x80000000", "33", "accept",
              "27.3.1.1: with \"IA-32e mode guest\" CR0.PG must be 1. Bochs doesn't check it of an unrestricted guest"),
    Deviation(BOCHS, r"guest_rip\^0x(1|8)0{12,}", "33", "accept",
              "27.3.1.4: in 64-bit mode RIP's bits beyond the linear-address width must be equal. Bochs doesn't check"),
    Deviation(BOCHS, SS_IN_LONG_MODE, "33", "accept",
              "27.3.1.2: SS is checked unless it is unusable. Bochs skips it for 64-bit code when the selector's RPL is 0"),
    Deviation(BOCHS, r"vm_entry_interruption_information:0x80000b\w\w", "7", "accept",
              "27.2.1.3: with CR0.PE 0 no error code may be delivered, whatever IA32_VMX_BASIC[56] is. Bochs checks nothing of it where that bit is 1"),
    Deviation(BOCHS, r"vm_entry_controls\^0x100000,guest_ssp\^0x800000000000", "accept", "33",
              "27.3.1.4: SSP's bits beyond the linear-address width must be equal, as RIP's. Bochs wants a canonical address"),
    Deviation(BOCHS, r"pin_based_controls\^0x80", "7", "accept",
              "27.2.1.1: \"process posted interrupts\" needs \"virtual-interrupt delivery\" and \"acknowledge interrupt on exit\". Bochs looks at them "
              "with \"use TPR shadow\" alone", since=(3, 0)),
]

SVM = [
    Deviation(emulator, r"guest_efer\^0x(2|4|8|10|20|40|80)", "accept", "invalid",
              "APM 3.1.7: EFER[7:1] read as zero and need not be 0. The emulator refuses them")
    for emulator in (BOCHS, QEMU)
] + [
    Deviation(emulator, r"guest_efer\^0x2000", "accept", "invalid",
              "APM 3.1.7: EFER.LMSLE is there unless CPUID Fn8000_0008 says otherwise. The emulator hasn't got it")
    for emulator in (BOCHS, QEMU)
] + [
    Deviation(BOCHS, r"guest_efer\^0x8000", "accept", "invalid", "APM 3.1.7: EFER.TCE is there by CPUID. Bochs hasn't got it"),
    Deviation(BOCHS, r"eventinj:0x8000031f", "invalid", "accept",
              "APM 15.20: an exception's vector must be that of an exception. Bochs takes every one up to 31"),
    Deviation(BOCHS, r"guest_cr3\^0x\w+", "invalid", "accept",
              "APM 15.5.1: in long mode the reserved bits of CR3 must be 0. Bochs doesn't check"),
    Deviation(QEMU, r"guest_efer\^0x4000", "invalid", "accept", "APM 3.1.7: EFER.FFXSR isn't there by CPUID. QEMU takes it"),
    Deviation(QEMU, r"guest_cr4\^0x(1|2|20000|1000000)", "invalid", "accept",
              "APM 15.5.1: a bit of CR4 that the processor reserves must be 0. QEMU takes some that its CPUID doesn't have"),
    Deviation(QEMU, r"guest_cr3\^0x\w+", "accept", "invalid",
              "APM 15.5.1: CR3's reserved bits must be 0, and outside of long mode it has none above 31. QEMU checks them in every mode"),
    Deviation(QEMU, r"n_cr3\^0x\w+", "invalid", "accept", "APM 15.25.4: reserved bits of nCR3 must be 0. QEMU doesn't check"),
    Deviation(QEMU, r"guest_pat:0x\w+", "invalid", "accept", "APM 15.25.4: G_PAT's types must be valid. QEMU doesn't check"),
]


def in_force(known, emulator, version):
    """Those of an emulator's (major, minor)."""
    return [one for one in known if one.emulator == emulator and one.since <= version and (one.until is None or version < one.until)]


def versions(one):
    """The emulator and the versions that deviate, in words."""
    since = OLDEST[one.emulator] if one.since == (0, 0) else "from " + ".".join(map(str, one.since))
    return f"{one.emulator} {since}" + (f", not {'.'.join(map(str, one.until))}" if one.until else "")


def table():
    """docs/emulator-deviations.md"""
    lines = ["# Where emulators differ at VM entry", "",
             "Generated by `tests/entry/deviations.py`. `./vitrine test --only entry` breaks VM entries in thousands of ways and compares what the",
             "manuals' rules predict with what an emulator does; each difference was settled as the emulator's and is named here, with the",
             "section of the Intel SDM (revision 325462-083US) or of the AMD APM volume 2 (revision 24593-3.42) that it goes against. Where an",
             "emulator accepts an entry, the predicted ending is what hardware answers: a VM-instruction error (7, 8), an exit reason (33) or",
             "VMEXIT_INVALID. Tried with Bochs 2.7, 3.0 and 3.1 and QEMU 7.2, 10.0 and 11.1.", ""]
    for title, known in (("VMX", VMX), ("SVM", SVM)):
        lines += [f"## {title}", "", "| emulator | predicted | found | the rule, and what the emulator does |", "| --- | --- | --- | --- |"]
        lines += [f"| {versions(one)} | {one.predicted} | {one.found} | {one.why} |" for one in known]
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
