"""`./vitrine bench`: what round trips between guest and Vitrine cost, in ticks of the TSC, and what a boot costs."""

import argparse
import json
import os

from . import bench_profile, bench_run, budget, build, names, packages, process
from .status import ExitStatus, Failure


def results_of(progress, machines):
    """{machine: {"floor", "boot", "modes": {mode: {"kinds", "absent"}}}}: every boot, as many at a time as there are processors."""
    packages.require(progress, packages.IMAGE)
    for machine in machines:
        bench_run.emulator_of(machine).require(progress, "bios")
    with process.pool(os.cpu_count()) as pool:
        boots = {machine: pool.submit(bench_run.boot_cost, progress, machine) for machine in machines}
        modes = {(machine, mode.name): pool.submit(bench_run.measure, progress, machine, mode) for machine in machines for mode in bench_run.MODES}
        results = {}
        for machine in machines:
            floor = modes[machine, bench_run.MODES[0].name].result()[1]
            results[machine] = {"floor": floor, "boot": boots[machine].result(),
                                "modes": {mode.name: modes[machine, mode.name].result()[0] for mode in bench_run.MODES}}
    return results


def kvm_figures():
    """{machine: {kind: ticks}} of Linux's KVM in the same emulators."""
    return json.loads((bench_run.BENCH / "kvm.json").read_text(encoding="utf-8"))


def an_element(kind, number):
    """The number as it is shown: of a string, an element's part."""
    return f"{number / bench_run.STRING:.1f}" if kind == "rep-outs" else str(number)


def ratio(kind, number, floor):
    """How often the floor goes into a round trip."""
    return f"{number / floor / (bench_run.STRING if kind == 'rep-outs' else 1):.1f}"


def _table(title, rows):
    """Prints rows of equal length, the first the heading; the first column to the left, the others to the right."""
    print(title)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join([row[0].ljust(widths[0]), *(word.rjust(width) for word, width in zip(row[1:], widths[1:]))]).rstrip())


def show(results):
    """Prints the tables."""
    kvm = kvm_figures()
    print("Round trips of a guest to Vitrine and back, in ticks of the TSC; what the empty loop takes is taken off.")
    for machine, result in results.items():
        figures = kvm.get(machine, {})
        for mode in bench_run.MODES:
            found = result["modes"][mode.name]
            rows = [("kind", "min", "median", "max", "KVM", "to floor", "exits")]
            rows.append(("floor", *[str(result["floor"])] * 3, "", "1.0", "yes"))
            for kind, numbers in found["kinds"].items():
                times = "" if kind == "empty" or not numbers["exits"] else ratio(kind, numbers["median"], result["floor"])
                rows.append((kind, *(an_element(kind, numbers[key]) for key in budget.COUNTS), str(figures.get(kind, "")), times,
                             "yes" if numbers["exits"] else "no"))
            print()
            _table(f"{machine}, events {mode.name}: {mode.about}; {mode.count} of each kind", rows)
            for kind, reason in found["absent"].items():
                print(f"  {kind}: absent: {reason}")
        boot = result["boot"]
        print(f"\n{machine}, boot: {boot['boot-ticks']} ticks from the kernel's first instruction to the first guest with 64 KiB, "
              f"{boot['guest-ticks']} to that guest's end; {boot['loaded']} bytes loaded, {boot['image']} with stacks and what starts as 0, "
              f"{boot['frames']} more taken at most")


def judge(results):
    """Compares with the budget, says what differs, and returns the failures."""
    allowed = {machine: part for machine, part in budget.load().items() if machine in results}
    failures, remarks = budget.compare(allowed, results)
    for line in failures:
        print(f"bench: {line}")
    if failures:
        print(f"bench: {budget.ADVICE}")
    for line in remarks:
        print(f"bench: {line}")
    if remarks:
        print(f"bench: {budget.HINT}")
    return failures


def bench(arguments, progress):
    """The command. Returns its exit status."""
    machines = tuple(arguments.machine or bench_run.MACHINES)
    if arguments.update_budget and machines != bench_run.MACHINES:
        raise Failure(ExitStatus.USAGE, "the budget is of " + " and ".join(bench_run.MACHINES), "--update-budget without --machine")
    emulators = [bench_run.emulator_of(machine) for machine in machines]
    if arguments.profile is not None and any(emulator.name != "bochs" for emulator in emulators):
        raise Failure(ExitStatus.USAGE, "--profile needs Bochs's debugger", "--machine bochs:MODEL")
    for emulator in emulators:
        emulator.require(progress, "bios")
        names.check_cpu(emulator)
    if not arguments.no_build:
        build.kernel(progress)
    if arguments.profile is not None:
        machines = machines if arguments.machine else machines[:1]
        return bench_profile.profile(progress, machines, arguments.profile, as_json=arguments.json)
    results = results_of(progress, machines)
    progress.clear()
    if arguments.json:
        print(json.dumps(results, indent=1))
    else:
        show(results)
    if arguments.update_budget:
        budget.save(results)
    return 0


def add_arguments(parser):
    """The command's options."""
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--machine", metavar="EMULATOR:MODEL", action="append",
                        help="default: " + " and ".join(bench_run.MACHINES) + "; qemu: counts instructions too, by -icount")
    parser.add_argument("--profile", metavar="KIND", nargs="?", const="cpuid", choices=[kind for kind in bench_run.KINDS if kind not in ("empty", "timer")],
                        help="where the instructions of one round trip go, function by function, in Bochs (default: cpuid)")
    parser.add_argument("--update-budget", action="store_true", help="write the counts to tests/bench/budget.json, which the tests hold")
    parser.add_argument("--no-build", action="store_true", help=argparse.SUPPRESS)


