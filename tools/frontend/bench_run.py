"""Boots of the benchmark's guests, tests/bench/round_trips.asm and pc.asm, and what they found."""

import dataclasses
import pathlib

from . import emulators, guests, image, logs, places, session, workspace
from .status import ExitStatus, Failure

BENCH = places.ROOT / "tests" / "bench"
MACHINES = ("bochs:corei7_skylake_x", "bochs:ryzen")
STRING = 16  # elements that rep-outs moves

# Every kind, in the guest's order, and what it is: on a bare machine,
BARE_KINDS = {
    "empty": "nothing: taken off all that follow",
    "rdtsc": "RDTSC",
    "cpuid": "CPUID, leaf 0",
    "vmcall-unknown": "VMCALL (VMMCALL on AMD) with a number that isn't known",
    "vmcall-version": "VMCALL (VMMCALL on AMD) 0, version",
    "out-device": "OUT of a byte to the UART's scratch register",
    "in-device": "IN of a byte from it",
    "out-absent": "OUT of a byte to a port where nothing is",
    "in-absent": "IN of a byte from it",
    "rep-outs": "REP OUTSB of 16 bytes to it, a byte",
    "rdmsr": "RDMSR of IA32_EFER",
    "wrmsr": "WRMSR of IA32_KERNEL_GS_BASE",
    "mov-cr0": "MOV to CR0 that changes AM",
    "mov-cr4": "MOV to CR4 that changes DE",
    "xsetbv": "XSETBV",
    "invlpg": "INVLPG",
    "first-touch": "the first read of a page of memory",
    "timer": "the VMX-preemption timer runs out before the budget, and is loaded again unseen",
}
# and with a PC around it.
PC_KINDS = {
    "bios-call": "INT 12h in real mode, a call of the BIOS that needs nothing",
    "out-pic": "OUT of a byte to the interrupt controller's mask",
    "in-pic": "IN of it",
    "interrupt": "STI with an interrupt of the timer waiting, its delivery, IRET",
    "hlt": "STI, HLT with an interrupt of the timer waiting, which wakes it, its delivery, IRET",
}
KINDS = BARE_KINDS | PC_KINDS


@dataclasses.dataclass(frozen=True)
class Guest:
    """A program of the benchmark."""

    source: pathlib.Path
    kinds: dict
    options: tuple
    only_kinds_exit: bool  # besides its kinds it does next to nothing that exits


# The TSC runs by the host's clock, so that it shows what Vitrine does.
BARE = Guest(BENCH / "round_trips.asm", BARE_KINDS, ("time=real",), True)
PC = Guest(BENCH / "pc.asm", {"empty": BARE_KINDS["empty"]} | PC_KINDS, ("platform=pc", "time=real"), False)
GUESTS = (BARE, PC)

NO_EXIT = ("empty", "rdtsc", "invlpg", "first-touch")
NO_EXIT_IN_QEMU = ("xsetbv",)  # QEMU 7.2 leaves the intercept out
# What a run can't have yet, or a processor hasn't got; anything else that is missing is a failure.
ABSENT = {
    "mmio-read": "no device has registers in memory yet",
    "mmio-write": "no device has registers in memory yet",
}
MAY_BE_ABSENT = {"timer": "SVM has no preemption timer", "xsetbv": "this processor has no XSAVE"}

# The guest's own time, in ticks, when the preemption timer runs out: while the guest waits for that.
TIMER = 2_000_000


@dataclasses.dataclass(frozen=True)
class Mode:
    """How the log is kept while the guest runs."""

    name: str
    options: tuple
    count: int  # round trips of each kind
    about: str


MODES = (
    Mode("off", ("trace=none,console",), 1000, "no exit is logged"),
    Mode("memory", ("trace=all,-steps,-summary", "events=memory"), 1000, "each exit is kept in memory, and written at the guest's end"),
    Mode("serial", (), 100, "each exit is a line on the serial port, at 115200 baud as the emulator has it"),
)


class QemuByInstructions(emulators.Qemu):
    """QEMU whose TSC counts instructions."""

    def command(self, iso, serial, work, *, firmware="bios", needs=emulators.Needs(), extra=()):
        return super().command(iso, serial, work, firmware=firmware, needs=needs, extra=["-icount", "shift=0,sleep=off", *extra])


def emulator_of(machine):
    """The emulator for EMULATOR:MODEL."""
    name, separator, cpu = machine.partition(":")
    if not separator or name not in ("bochs", "qemu"):
        raise Failure(ExitStatus.USAGE, f"{machine!r} is no machine", "EMULATOR:MODEL, as in bochs:corei7_skylake_x or qemu:EPYC")
    return QemuByInstructions(cpu) if name == "qemu" else emulators.create(name, cpu)


def has_vmx(machine):
    """Whether it has Intel's VMX; else it's AMD's SVM."""
    name, _, cpu = machine.partition(":")
    return name == "bochs" and cpu not in emulators.BOCHS_SVM_CPUS


def guest_of(kind):
    """The program that does the kind."""
    return PC if kind in PC_KINDS else BARE


def guest_options(machine, guest):
    """The program's, and what makes the timer run out once, where there is one: a budget that doesn't fit it, and a first value that is
    small."""
    timer = ["budget=10G", f"inject=vmx_preemption_timer_value:{TIMER}"] if has_vmx(machine) and guest is BARE else []
    return [*guest.options, *timer]


def _boot(progress, machine, options, what, **guest):
    """The log's lines; a run that doesn't end with ok is a Failure."""
    emulator = emulator_of(machine)
    emulator.require(progress, "bios")
    lines = []
    with workspace.folder() as work:
        if "source" in guest:
            binary = guests.prepare(guest["source"], work, defines=guest["defines"])
            iso = image.cached(progress, options=options, guest=binary, guest_name="bench")
        else:
            iso = image.cached(progress, options=options)
        progress.step(f"booting {machine} ({what})")
        result = session.Session(emulator, work, firmware="bios", timeout=emulators.timeout(emulator, "bios"), on_line=lines.append,
                                 waiting=progress.waiting).boot(iso)
    progress.clear()
    if result.get("status") != "ok":
        said = [line for line in lines if line.startswith(("error ", "console "))]
        raise Failure(session.exit_status(result), "\n".join([f"{machine}, {what}: {result.get('status')}: {result.get('cause', '')}", *said[-3:]]))
    return lines


def parse(lines):
    """What the guest and `check=floor` said: {"floor": n, "kinds": {kind: {"min", "median", "max", "n", "exits"}}, "absent": [kind]}."""
    found = {"floor": None, "kinds": {}, "absent": []}
    for line in lines:
        event, pairs = logs.parse(line) or ("", {})
        if event == "check" and pairs.get("name") == "floor":
            found["floor"] = int(pairs["count"])
        if event == "console" and pairs.get("text", "").startswith("bench "):
            words = dict(word.partition("=")[::2] for word in pairs["text"].split()[1:])
            if "absent" in words:
                found["absent"].append(words["absent"])
            elif "median" in words:
                found["kinds"][words["kind"]] = {key: int(words[key]) for key in ("min", "median", "max", "n")} | {"exits": words["exits"] == "yes"}
    return found


def check(guest, found, exits, no_exit=NO_EXIT):
    """Complaints about a run: kinds that are missing, and a number of exits that can't be. `exits`: of the `end` line;
    `no_exit`: the kinds that don't."""
    complaints = [f"the kind {kind} is missing" for kind in guest.kinds
                  if kind not in found["kinds"] and not (kind in found["absent"] and kind in MAY_BE_ABSENT)]
    if guest is BARE and found["floor"] is None:
        complaints.append("the floor is missing")
    complaints += [f"the kind {kind} says that it {'exits' if numbers['exits'] else 'does not exit'}" for kind, numbers in found["kinds"].items()
                   if numbers["exits"] == (kind in no_exit)]
    counts = [kind["n"] for kind in found["kinds"].values()]
    least = sum(kind["n"] for kind in found["kinds"].values() if kind["exits"] and kind["n"] > 1)
    if counts and not (least <= exits and (exits < least + max(counts) or not guest.only_kinds_exit)):
        complaints.append(f"the guest exited {exits} times, and not {least} times and a few: a kind exits, or doesn't, against what it says")
    return complaints


def _measure_guest(progress, machine, mode, guest):
    """What one program found."""
    options = [*(["check=floor"] if guest is BARE else []), *mode.options, *guest_options(machine, guest)]
    what = f"{guest.source.stem}, events {mode.name}"
    lines = _boot(progress, machine, options, what, source=guest.source, defines={"COUNT": mode.count})
    found = parse(lines)
    left_out = NO_EXIT_IN_QEMU if machine.startswith("qemu:") else ()
    for kind in found["kinds"].keys() & set(left_out):
        found["kinds"][kind]["exits"] = False
    exits = next(int(pairs["exits"]) for event, pairs in filter(None, map(logs.parse, lines)) if event == "end")
    complaints = check(guest, found, exits, NO_EXIT + left_out)
    if complaints:
        raise Failure(ExitStatus.PANIC, "\n".join(f"{machine}, {what}: {text}" for text in complaints))
    return found


def measure(progress, machine, mode):
    """{"kinds": {kind: numbers}, "absent": {kind: reason}} of a mode, and the floor."""
    kinds, absent = {}, []
    for guest in GUESTS:
        found = _measure_guest(progress, machine, mode, guest)
        kinds = found["kinds"] | kinds
        absent += found["absent"]
        floor = found["floor"] if guest is BARE else floor
    order = [kind for kind in KINDS if kind in kinds]
    return {"kinds": {kind: kinds[kind] for kind in order}, "absent": {kind: MAY_BE_ABSENT[kind] for kind in absent} | ABSENT}, floor


def boot_cost(progress, machine):
    """The keys of the `cost` line, as numbers: a built-in guest with little memory and no log of its exits."""
    lines = _boot(progress, machine, ["cost", "guest=real", "memory=64K", "trace=none"], "boot cost")
    pairs = next(pairs for event, pairs in filter(None, map(logs.parse, lines)) if event == "cost")
    return {key: int(value) for key, value in pairs.items()}
