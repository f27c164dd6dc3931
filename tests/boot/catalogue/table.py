#!/usr/bin/env python3
"""Prints docs/exits.md: every basic exit reason, which test raises it, and which of Bochs's models can.

Each row names a test and words of the log that it insists on, which must stand in its expected lines: a row can't claim what no test
asserts. Which model can raise a reason is read off the capability reports in tests/caps/. `./vitrine test --only tools` holds the
document to what this prints.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
BOOT = ROOT / "tests" / "boot"
MODELS = ("corei5_arrandale_m520", "corei7_sandy_bridge_2600k", "corei7_ivy_bridge_3770k", "corei7_haswell_4770", "broadwell_ult",
          "corei7_skylake_x", "corei3_cnl", "corei7_icelake_u", "tigerlake")
SHORT = ("arr", "snb", "ivb", "hsw", "bdw", "skx", "cnl", "icl", "tgl")
PRIMARY, SECONDARY, PIN = "IA32_VMX_TRUE_PROCBASED_CTLS", "IA32_VMX_PROCBASED_CTLS2", "IA32_VMX_TRUE_PINBASED_CTLS"
EVERY = None  # every model has what it takes

# reason: (test, words of its expected log, what of the capability report it takes)
RAISED = {
    0: ("exceptions.asm", "kind=exception", EVERY), 1: ("catalogue/external_interrupt.asm", "kind=interrupt vector=0x40", ("x2APIC", 2)),
    2: ("triple_fault_quiet.asm", "kind=triple-fault", EVERY), 3: ("catalogue/init.asm", "reason=3 name=init", ("x2APIC", 2)),
    7: ("catalogue/interrupt_window.asm", "reason=7 name=interrupt-window", (PRIMARY, 2)),
    8: ("catalogue/nmi_window.asm", "reason=8 name=nmi-window", (PRIMARY, 22)),
    9: ("catalogue/task_switch_jmp.asm", "reason=9 name=task-switch", EVERY), 10: ("cpuid.asm", "kind=cpuid", EVERY),
    11: ("catalogue/getsec.asm", "reason=11 name=getsec", ("SMXE", 0)), 12: ("hlt_interrupts_on.asm", "kind=hlt", EVERY),
    13: ("cache.asm", "kind=cache instruction=invd", EVERY), 14: ("catalogue/invlpg.asm", "reason=14 name=invlpg", (PRIMARY, 9)),
    15: ("absent_instructions.asm", "instruction=rdpmc", (PRIMARY, 11)), 16: ("rdtsc.asm", "kind=rdtsc instruction=rdtsc", (PRIMARY, 12)),
    18: ("hypercalls.asm", "kind=vmcall", EVERY), 19: ("vmx_instructions_protected.asm", "instruction=vmclear", EVERY),
    20: ("vmx_instructions_protected.asm", "instruction=vmlaunch", EVERY), 21: ("vmx_instructions_protected.asm", "instruction=vmptrld", EVERY),
    22: ("vmx_instructions_protected.asm", "instruction=vmptrst", EVERY), 23: ("vmx_instructions_protected.asm", "instruction=vmread", EVERY),
    24: ("vmx_instructions_protected.asm", "instruction=vmresume", EVERY), 25: ("vmx_instructions_protected.asm", "instruction=vmwrite", EVERY),
    26: ("vmx_instructions_protected.asm", "instruction=vmxoff", EVERY), 27: ("vmx_instructions_protected.asm", "instruction=vmxon", EVERY),
    28: ("control_registers.asm", "kind=cr", EVERY), 29: ("catalogue/mov_dr_write.asm", "reason=29 name=mov-dr", (PRIMARY, 23)),
    30: ("io_widths.asm", "kind=io", EVERY), 31: ("msr.asm", "kind=msr access=read", EVERY), 32: ("msr.asm", "kind=msr access=write", EVERY),
    33: ("once/entry_fails_guest_state.asm", "reason=33", EVERY), 34: ("once/entry_fails_msr_loading.asm", "reason=34", EVERY),
    36: ("absent_instructions.asm", "instruction=mwait", (PRIMARY, 10)),
    37: ("catalogue/monitor_trap_flag.asm", "reason=37 name=monitor-trap-flag", (PRIMARY, 27)),
    39: ("absent_instructions.asm", "instruction=monitor", (PRIMARY, 29)), 40: ("catalogue/pause.asm", "reason=40 name=pause", (PRIMARY, 30)),
    43: ("catalogue/tpr_below_threshold.asm", "reason=43 name=tpr-below-threshold", (PRIMARY, 21)),
    44: ("catalogue/apic_access_write.asm", "reason=44 name=apic-access", (SECONDARY, 0)),
    45: ("catalogue/virtualized_eoi.asm", "reason=45 name=virtualized-eoi", (SECONDARY, 9)),
    46: ("catalogue/lgdt.asm", "reason=46 name=gdtr-or-idtr-access", (SECONDARY, 2)),
    47: ("catalogue/sldt.asm", "reason=47 name=ldtr-or-tr-access", (SECONDARY, 2)), 48: ("memory_violation.asm", "kind=memory", EVERY),
    49: ("catalogue/ept_misconfiguration.asm", "kind=misconfiguration", EVERY),
    50: ("vmx_instructions_protected.asm", "instruction=invept", EVERY), 51: ("rdtscp.asm", "instruction=rdtscp", (SECONDARY, 3)),
    52: ("budget.asm", "kind=budget", (PIN, 6)), 53: ("vmx_instructions_protected.asm", "instruction=invvpid", EVERY),
    54: ("cache.asm", "kind=cache instruction=wbinvd", EVERY), 55: ("once/xsetbv.asm", "kind=xsetbv", ("OSXSAVE", 0)),
    56: ("catalogue/apic_write.asm", "reason=56 name=apic-write", (SECONDARY, 8)), 57: ("catalogue/rdrand.asm", "kind=instruction instruction=rdrand", (SECONDARY, 11)),
    58: ("catalogue/invpcid.asm", "reason=58 name=invpcid", (SECONDARY, 12)), 59: ("catalogue/vmfunc.asm", "reason=59 name=vmfunc", (SECONDARY, 13)),
    61: ("catalogue/rdseed.asm", "kind=instruction instruction=rdseed", (SECONDARY, 16)), 62: ("catalogue/pml_full.asm", "reason=62 name=pml-full", (SECONDARY, 17)),
    63: ("catalogue/xsaves.asm", "reason=63 name=xsaves", ("CET", 0)), 64: ("catalogue/xrstors.asm", "reason=64 name=xrstors", ("CET", 0)),
}

NOT_RAISED = {
    4: "a SIPI needs another processor to send it to one that waits", 5: "SMIs exit to an SMM-transfer monitor alone",
    6: "SMIs exit to an SMM-transfer monitor alone", 17: "Bochs raises #UD outside of SMM before it thinks of VMX, and Vitrine never enters SMM",
    41: "Bochs has no machine checks", 60: "no model has SGX", 65: "no model has PCONFIG",
    66: "needs an EPT of 4 KiB pages with SPP bits, which Vitrine doesn't build; icl and tgl have the control",
    67: "Bochs 2.7 has no UMWAIT", 68: "Bochs 2.7 has no TPAUSE", 69: "Bochs 2.7 has no key locker", 70: "no model has SGX",
    72: "Bochs 2.7 has no ENQCMD", 73: "Bochs 2.7 has no ENQCMDS", 74: "no model detects bus locks", 75: "no model has instruction timeouts",
    76: "no model has TDX", 77: "no model has TDX", 78: "no model has RDMSRLIST",
}

IO = [("OUT, immediate port, 8 bits", "io_widths.asm", "direction=out port=0x80 size=1"), ("OUT DX, 8, 16 and 32 bits", "io_widths.asm", "direction=out"),
      ("IN, 8, 16 and 32 bits", "io_widths.asm", "direction=in"), ("OUTS, with and without REP", "string_out.asm", "instruction=outs rep=1"),
      ("INS, with and without REP", "string_in.asm", "instruction=ins rep=1"), ("a string longer than one exit", "string_long.asm", "count=4096"),
      ("a string that faults half-way", "string_faults.asm", "inject=#")]
CR = [("MOV to CR0", "control_registers.asm", "access=write cr=0"), ("MOV to CR4", "control_registers.asm", "access=write cr=4"),
      ("CLTS", "catalogue/clts.asm", "access=clts cr=0"), ("LMSW of a register", "control_registers.asm", "access=lmsw cr=0"),
      ("LMSW of memory", "lmsw_memory.asm", "access=lmsw cr=0"), ("MOV to CR3", "cr3.asm", "access=write cr=3"),
      ("MOV from CR3", "cr3.asm", "access=read cr=3"), ("MOV to CR8", "cr8.asm", "access=write cr=8"), ("MOV from CR8", "cr8.asm", "access=read cr=8"),
      ("a value that raises #GP", "control_register_faults.asm", "inject=#GP")]
ERRORS_NOT_HAD = {
    1: "Bochs 2.7 panics over VMCALL in VMX root operation", 6: "only for a VMRESUME by a corrupted VMCS", 16: "SMM-transfer monitor", 17: "SMM-transfer monitor",
    18: "SMM-transfer monitor", 19: "SMM-transfer monitor", 20: "SMM-transfer monitor", 22: "SMM-transfer monitor", 23: "SMM-transfer monitor",
    24: "SMM-transfer monitor", 25: "SMM-transfer monitor"}


def evidence(test, words):
    """The test's name, when its expected lines hold the words."""
    text = (BOOT / test).read_text(encoding="utf-8")
    expected = [line for line in text.splitlines() if re.match(r";[A-Z0-9-]+:", line)]
    if not any(words in line for line in expected):
        sys.exit(f"table.py: {test} doesn't expect {words!r}")
    return f"[{pathlib.Path(test).stem}](../tests/boot/{test})"


def names(path, variable):
    """The strings of a packed C++ table by their place."""
    text = (ROOT / path).read_text(encoding="utf-8")
    body = re.search(rf" {variable} = pack_names<(.*?)\n\}}>", text, re.DOTALL)[1]
    return re.findall(r'"((?:[^"\\]|\\.)*)"', body)


def can(report, takes):
    """Whether a model with that capability report has what a reason takes."""
    if takes is EVERY:
        return True
    what, bit = takes
    if what == "x2APIC":  # not in the report: the models from Ivy Bridge on have it
        return "x2APIC"
    if bit == 0 and not what.startswith("IA32"):  # a bit of CR4
        return re.search(rf'IA32_VMX_CR4_FIXED1 name="may be 1" bits=\S*\b{what}\b', report) is not None
    return re.search(rf"msr={what} bit={bit} .*setting=(0,)?1$", report, re.MULTILINE) is not None


def mark(index, report, takes):
    """The cell of one model."""
    answer = can(report, takes)
    return ("x" if index >= takes[1] else "") if answer == "x2APIC" else "x" if answer else ""


def table():
    """The document."""
    reports = [(ROOT / "tests" / "caps" / f"{model}.txt").read_text(encoding="utf-8") for model in MODELS]
    reasons = names("vmx/exit_reason.cpp", "names")
    lines = ["# Catalogue of exits", "",
             "Generated by `tests/boot/catalogue/table.py` from the tests and the capability reports. `./vitrine test` raises every exit reason",
             "that Bochs 2.7 can raise, every kind of port and control-register access and every VM-instruction error, and compares the decoded",
             "line. A reason that Vitrine's guests never meet is raised by `--inject`, which turns its control on.", "",
             "Models: " + ", ".join(f"{short} {model}" for short, model in zip(SHORT, MODELS)) + ". An x: the model has what it takes.", "",
             "## Basic exit reasons", "", "| | reason | test | " + " | ".join(SHORT) + " |", "| --- | --- | --- |" + " --- |" * len(SHORT)]
    for number, name in enumerate(reasons):
        if not name:
            continue
        if number in RAISED:
            test, words, takes = RAISED[number]
            lines.append(f"| {number} | {name} | {evidence(test, words)} | " + " | ".join(mark(i, report, takes) for i, report in enumerate(reports)) + " |")
        else:
            lines.append(f"| {number} | {name} | can't be raised here: {NOT_RAISED[number]} |" + " |" * len(SHORT))
    lines += ["", f"{len(RAISED)} reasons are raised and tested, {len(NOT_RAISED)} can't be raised here.", "", "Further guests raise by other means: "
              + ", ".join(evidence(f"catalogue/{name}.asm", words) for name, words in (
                  ("nmi", "reason=0"), ("mov_dr_read", "reason=29"), ("apic_access_read", "reason=44"), ("sidt", "reason=46"), ("ltr", "reason=47"),
                  ("pause_loop", "reason=40"))) + ".", ""]
    for title, rows in (("Port accesses", IO), ("Control-register accesses", CR)):
        lines += [f"## {title}", "", "| access | test |", "| --- | --- |", *(f"| {what} | {evidence(test, words)} |" for what, test, words in rows), ""]
    lines += ["## VM-instruction errors", "", "| | error | |", "| --- | --- | --- |", "| | VMfailInvalid | "
              + evidence("once/check_instructions.asm", "outcome=vmfail-invalid") + " |"]
    for number, name in enumerate(names("vmx/errors.cpp", "names")):
        if not name:
            continue
        test = {8: "once/entry_fails_host_state.asm"}.get(number, "once/check_instructions.asm")
        cell = f"can't be had here: {ERRORS_NOT_HAD[number]}" if number in ERRORS_NOT_HAD else evidence(test, f"error={number} ")
        lines.append(f"| {number} | {name} | {cell} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
