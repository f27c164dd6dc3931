#!/usr/bin/env python3
"""Prints docs/exit-cost.md: the budget's round trips beside those of Linux's KVM. `./vitrine test --only tools` holds the document to
what this prints; tests/bench/budget.json comes from `./vitrine bench --update-budget`.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from frontend import bench, bench_run, budget  # noqa: E402: the path comes first

ABOUT = """# What an exit costs

`tests/bench/table.py` prints this page from `tests/bench/budget.json`, which `./vitrine bench --update-budget` writes and
`./vitrine test --only bench` holds.

A round trip is what the guest sees: from its instruction, into Vitrine, and back to the next instruction. The numbers are medians in
ticks of the TSC. In Bochs that is the number of instructions: the guest's one and all of Vitrine's.

## How it was measured

- Vitrine, compiled by LLVM {llvm}, in Bochs {bochs}: `tests/bench/round_trips.asm`, in 64-bit mode, RDTSC, operation, RDTSC; the empty loop is taken off. `bios-call` to `hlt` come
  from `tests/bench/pc.asm`, a guest with a PC around it: each of its exits sets the guest's clock and asks whether a timer is due, too.
- KVM: Linux 6.1 as in Debian 12's cloud kernel, mitigations off, in the same Bochs with the same model of processor; a guest in 64-bit
  mode with the same loop; the empty loop, 2, is in the figure. `out-device` is an OUT that KVM answers in the kernel by an ioeventfd;
  to its interrupt controller it is 1995 (skylake_x) and 2168 (ryzen). A port where nothing is goes to KVM's program in user space,
  and that is the figure for `out-absent` and `in-absent`.
- `floor`: an exit that saves the general registers, steps over the guest's instruction, and goes back. No hypervisor that keeps the
  guest's registers can do with less. `check=floor` measures it on the processor that it runs on.
- `rep-outs` is for an element of sixteen.
- off: no exit is logged. memory: each exit is kept in memory, and written at the guest's end. serial: each exit is a line on the
  serial port, which the emulator makes as slow as 115200 baud.

## What it says

Which of two programs executes more instructions on the same path, and by how much a change to Vitrine made the path longer. The
counts repeat to the last digit, so that a test can hold them to 2 %.

It says nothing about time on real hardware. There an exit and the entry after it take over a thousand cycles by themselves, and count
one instruction here. VMREAD and VMWRITE take tens of cycles, a serial port thousands; caches, branch prediction and what an exit
throws out of them don't count here at all. Vitrine also does less than KVM: one guest, one processor, no scheduler, and a guest without a PC has no interrupts.

{tables}## Boot

With the option `cost` and the built-in guest `real` of 64 KiB, no exit logged. `loaded` is what the loader copies of the kernel,
`image` what it takes in memory with its stacks and what starts as 0, `frames` what it takes besides, the guest's memory included.

{boot}
## Absent

{absent}
"""


def row(cells):
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |\n"


def table(machine, result, kvm):
    """One machine's table."""
    modes = list(result["modes"])
    output = f"## {machine}\n\n" + row(["kind", *modes, "KVM", f"{modes[0]} / floor"]) + row(["---", *["---:"] * (len(modes) + 2)])
    output += row(["`floor`", str(result["floor"]), *[""] * len(modes), "1.0"])
    for kind, numbers in result["modes"][modes[0]].items():
        if kind == "empty":
            continue
        cells = [bench.an_element(kind, result["modes"][mode][kind]["median"]) for mode in modes]
        output += row([f"`{kind}`", *cells, str(kvm.get(kind, "")), bench.ratio(kind, numbers["median"], result["floor"]) if kind not in bench_run.NO_EXIT else "no exit"])
    return output + "\n"


def boot_table(results):
    """What booting costs."""
    keys = list(next(iter(results.values()))["boot"])
    return row(["machine", *keys]) + row(["---", *["---:"] * len(keys)]) + "".join(
        row([machine, *(str(result["boot"][key]) for key in keys)]) for machine, result in results.items())


def document():
    """The page."""
    results = budget.load()
    kvm = bench.kvm_figures()
    tables = "".join(table(machine, result, kvm[machine]) for machine, result in results.items())
    absent = "\n".join(f"- `{kind}`: {reason}" for kind, reason in
                       [*bench_run.ABSENT.items(), ("timer", bench_run.MAY_BE_ABSENT["timer"] + " (ryzen)")])
    return ABOUT.format(llvm=budget.compiler(), bochs=budget.bochs(), tables=tables, boot=boot_table(results), absent=absent).rstrip() + "\n"


if __name__ == "__main__":
    print(document(), end="")
