"""`./vitrine bench --profile`: where the instructions of one round trip go, function by function, by the trace of Bochs's debugger."""

import bisect
import collections
import json
import re
import subprocess

from . import bench_run, debug, guests, image, places, process, tools, workspace
from .status import ExitStatus, Failure

# As in: (0).[43608543] [0x000000207d5c] 0018:0000000000007d5c (unk. ctxt): cpuid
_TRACED = re.compile(r"^\(0\)\.\[(\d+)\] \[0x[0-9a-f]+\] [0-9a-f]{4}:([0-9a-f]+) ", re.MULTILINE)
_AT = re.compile(r"^Next at t=(\d+)$", re.MULTILINE)
TIMEOUT = 120
WARM_UP = 2  # the round trip of each kind that is traced


def _label(kind, machine):
    """The guest's label before the operation; the hypercall's has its instruction."""
    return "guest.timed_" + kind.replace("-", "_") + (("_vmcall" if bench_run.has_vmx(machine) else "_vmmcall") if kind.startswith("vmcall") else "")


def script(kernel_main, begin, end):
    """Commands for the debugger: to the guest's operation, and on to the instruction after it with every step shown. The first stop
    is the kernel's, as firmware and boot loader run at the guest's addresses too."""
    return [f"lb 0x{kernel_main:x}", "c", f"lb 0x{begin:x}", *["c"] * WARM_UP, "trace on", "s", f"lb 0x{end:x}", "c", "trace off", "q"]


def parse_trace(text, begin, end):
    """[(address, ticks)] of the instructions from `begin` up to `end`. A repeated string instruction takes several ticks. Bochs can't
    show those of a guest under SVM: `begin` itself is known all the same."""
    before, on, after = text.partition("Tracing enabled")
    if not on or not re.search(rf"^\(0\) Breakpoint \d+, 0x0*{end:x} ", after, re.MULTILINE):
        raise Failure(ExitStatus.EMULATOR_FAILED, "Bochs's debugger didn't trace from the guest's operation to the instruction after it")
    first, last = int(_AT.findall(before)[-1]), int(_AT.findall(after)[-1])
    steps = {first: begin} | {int(tick): int(address, 16) for tick, address in _TRACED.findall(after) if first <= int(tick) < last}
    ticks = [*sorted(steps), last]
    return [(steps[now], following - now) for now, following in zip(ticks, ticks[1:])]


def _communicate(child, progress):
    """What the child says to its end."""
    for _ in range(TIMEOUT):
        try:
            return child.communicate(timeout=1)[0]
        except subprocess.TimeoutExpired:
            progress.waiting()
    raise Failure(ExitStatus.TIMED_OUT, f"the trace took more than {TIMEOUT} seconds")


def _trace(progress, machine, kind):
    """[(address, ticks)] of one round trip."""
    emulator = bench_run.emulator_of(machine)
    if emulator.name != "bochs":
        raise Failure(ExitStatus.USAGE, "--profile needs Bochs's debugger", "--machine bochs:MODEL")
    emulator.require(progress, "bios")
    with workspace.folder() as work:
        guest_map = work / "guest.map"
        guest = bench_run.guest_of(kind)
        binary = guests.prepare(guest.source, work, symbols=guest_map, defines={"COUNT": WARM_UP})
        labels = {name: address for address, name in debug.guest_symbols(guest_map)}
        begin = labels[_label(kind, machine)]
        end = labels[_label(kind, machine) + "_end"]
        iso = image.cached(progress, options=[*bench_run.MODES[0].options, *bench_run.guest_options(machine, guest)], guest=binary, guest_name="bench")
        kernel_main = next(address for address, name in debug.kernel_symbols() if name == "kernel_main")
        command = emulator.command(iso, work / "serial.log", work, debugger_commands=script(kernel_main, begin, end))
        progress.step(f"tracing {kind} on {machine}")
        with process.child(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                           env=process.environment(**emulator.environment())) as child:
            try:
                output = _communicate(child, progress)
            finally:
                progress.clear()
    return parse_trace(output, begin, end)


def _nested_names(mangled):
    """The names at the beginning of a mangled one, as in _ZN7vitrine6ResultI…: vitrine::Result."""
    prefix = re.match(r"_ZN?K?(St)?", mangled)
    names, rest = ["std"] if prefix[1] else [], mangled[prefix.end():]
    while length := re.match(r"\d+", rest):
        end = length.end() + int(length[0])
        names.append(rest[length.end():end])
        rest = rest[end:]
    return "::".join(names)


def short(name):
    """A function's name without its parameters, template arguments and the namespace that all share."""
    if name.startswith("_Z"):  # binutils 2.40 can't read the names of constrained templates
        name = _nested_names(name)
    name = name.replace("(anonymous namespace)::", "").replace("vitrine::", "")
    while (shorter := re.sub(r"(?<!operator)(?<!operator<)<[^<>]*>|(?<!operator)\([^()]*\)", "", name)) != name:
        name = shorter
    return re.sub(r" const$", "", name.split(" [clone", 1)[0]).split(" ")[-1] or name


def _frames(addresses):
    """{address: [names]}, the innermost inlined function first, the real one last."""
    done = subprocess.run([tools.ADDR2LINE.path(), "-a", "-f", "-i", "-C", "-e", places.KERNEL], input="\n".join(f"0x{address:x}" for address in addresses),
                          env=process.environment(), check=True, capture_output=True, text=True)
    found = {}
    names, is_name = [], True
    for line in done.stdout.splitlines():
        if re.fullmatch(r"0x[0-9a-f]+", line):
            names, is_name = found.setdefault(int(line, 16), []), True
            continue
        if is_name and line != "??":
            names.append(short(line))
        is_name = not is_name
    return found


def owners(frames, symbols):
    """{address: (function, what of it was inlined or None)}. The library's inlined functions count as their caller's; assembly
    has no frames, and its symbols tell. `symbols`: sorted (address, name)."""
    starts = [address for address, _ in symbols]
    found = {}
    for address, names in frames.items():
        if not names:
            names = [symbols[bisect.bisect(starts, address) - 1][1]]
        *inner, outer = names
        found[address] = outer, next((name for name in inner if not name.startswith(("std::", "operator", "bool"))), None)
    return found


def attribute(trace, owner):
    """[(function, ticks, [(inlined function, ticks)])], the most expensive first. `owner`: of each address but the guest's."""
    totals, inlined = collections.Counter(), collections.defaultdict(collections.Counter)
    for address, ticks in trace:
        outer, inner = owner.get(address, ("the guest's instruction", None))
        totals[outer] += ticks
        if inner:
            inlined[outer][inner] += ticks
    return [(name, ticks, inlined[name].most_common()) for name, ticks in totals.most_common()]


def profile(progress, machines, kind, *, as_json):
    """Prints the table of each machine. Returns the exit status."""
    results = []
    for machine in machines:
        trace = _trace(progress, machine, kind)
        kernel = sorted({address for address, _ in trace[1:]})
        rows = attribute(trace, owners(_frames(kernel), sorted(debug.kernel_symbols())))
        total = sum(ticks for _, ticks in trace)
        results.append({"machine": machine, "kind": kind, "total": total, "functions": [
            {"function": name, "instructions": ticks, "inlined": dict(inner)} for name, ticks, inner in rows]})
        if as_json:
            continue
        print(f"{machine}, {kind}: {total} instructions\n")
        for name, ticks, inner in rows:
            print(f"{ticks:7}  {name}")
            for inner_name, inner_ticks in inner:
                print(f"{'':7}    {inner_ticks:7}  of {inner_name}, inlined")
        print()
    if as_json:
        print(json.dumps(results, indent=1))
    return 0
