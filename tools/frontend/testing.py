"""`./vitrine test`: builds everything, runs every test, counts."""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import pathlib
import xml.etree.ElementTree as ElementTree

from . import bench, bench_run, build, lint, packages, places, process
from .status import Failure

PARTS = ("unit", "boot", "world", "entry", "bench", "tools", "format")
LIT = "/usr/lib/llvm-19/build/utils/lit/lit.py"
# What every boot test runs on. VMX: without and with EPT of 1 GiB and A/D flags, with everything. SVM: without NRIP save, and with.
MACHINES = ("bochs:corei5_arrandale_m520", "bochs:corei7_haswell_4770", "bochs:corei7_skylake_x", "qemu:EPYC", "bochs:ryzen")

KEEPING_MACHINES = ("bochs:corei7_skylake_x", "qemu:EPYC")

# Of the real-mode world: the two ends of VMX, and SVM in both emulators.
WORLD_MACHINES = ("bochs:corei5_arrandale_m520", "bochs:corei7_skylake_x", "qemu:EPYC", "bochs:ryzen")

# Whose checks at VM entry are compared with the manual's. VMX: of two revisions of the VMCS.
ENTRY_MACHINES = ("bochs:corei7_skylake_x", "bochs:tigerlake", "qemu:EPYC", "bochs:ryzen")


class Count:
    """Passed, failed and unsupported tests, with the names of those that didn't pass."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.unsupported = []

    def add(self, name, ok):
        """One test's outcome."""
        if ok:
            self.passed += 1
        else:
            self.failed.append(name)


def _run(command, **options):
    """Runs a test program with its output shown."""
    return subprocess.run([str(word) for word in command], cwd=places.ROOT, env=process.environment(), stdin=subprocess.DEVNULL,
                          check=False, **options).returncode


def _unit(progress, count, pattern):
    """GoogleTest and fuzzers through CTest."""
    build.host(progress)
    progress.clear()
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.xml")
        code = _run(["ctest", "--preset", "host", "-j", os.cpu_count(), "--output-junit", report, "--no-tests=error",
                     *(["-R", pattern] if pattern else [])], stdout=subprocess.PIPE)
        cases = ElementTree.parse(report).getroot().findall("testcase") if report.exists() else []
    for case in cases:
        ok = case.get("status") == "run"
        count.add("unit: " + case.get("name"), ok)
        if not ok:
            print(f"FAIL: {case.get('name')}\n{case.findtext('system-out') or ''}")
    if not cases or (code and not count.failed):
        count.add("unit: ctest", False)
    print(f"unit: {len(cases)} tests", flush=True)


def _lit(count, name, directory, pattern, machine, *parameters):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        code = _run([sys.executable, LIT, "-sv", "-j", os.cpu_count(), "--output", report, "--param", f"machine={machine}",
                     *(word for parameter in parameters for word in ("--param", parameter)),
                     *(["--filter", pattern] if pattern else ["--order", "lexical"]), directory])
        tests = json.loads(report.read_text(encoding="utf-8"))["tests"] if report.exists() else []
    good, unsupported = 0, []
    for test in tests:
        label = f"{name}: {test['name'].split(' :: ')[-1]}"
        if test["code"] == "PASS":
            count.passed += 1
            good += 1
        elif test["code"] == "UNSUPPORTED":
            unsupported.append(label)
        elif test["code"] != "EXCLUDED":
            count.failed.append(label)
    count.unsupported += unsupported
    if (not tests and not pattern) or (code and not count.failed):
        count.add(f"{name}: lit", False)
    print(f"{name}: {good} of {len(tests)} passed" + (f", {len(unsupported)} unsupported" if unsupported else ""), flush=True)


def _boot(progress, count, pattern):
    """The boot tests: those of `every` on each model, the others once."""
    packages.require(progress, packages.BUILD, packages.TEST, packages.IMAGE, packages.BOCHS, packages.QEMU, packages.OVMF)
    build.kernel(progress)
    progress.clear()
    for machine in MACHINES:
        _lit(count, f"boot ({machine})", places.ROOT / "tests" / "boot", pattern, machine)
    # Events kept in memory take other ways through Vitrine, and must come to the same log.
    for machine in KEEPING_MACHINES:
        _lit(count, f"boot ({machine}, events=memory)", places.ROOT / "tests" / "boot", pattern, machine, "option=events=memory")
    _lit(count, "boot (catalogue)", places.ROOT / "tests" / "boot" / "catalogue", pattern, MACHINES[2])
    _lit(count, "boot (pinned)", places.ROOT / "tests" / "boot" / "once", pattern, MACHINES[2])


def _world(progress, count, pattern):
    """Boot sectors and real-mode systems on a PC with a BIOS."""
    packages.require(progress, packages.BUILD, packages.TEST, packages.IMAGE, packages.BOCHS, packages.QEMU, packages.BOOTED)
    build.kernel(progress)
    progress.clear()
    directory = places.ROOT / "tests" / "boot" / "world"
    for machine in WORLD_MACHINES:
        _lit(count, f"world ({machine})", directory, pattern, machine)


def _entry(progress, count):
    """The rules of VM entry against what each emulator does."""
    packages.require(progress, packages.BUILD, packages.IMAGE, packages.BOCHS, packages.QEMU)
    build.kernel(progress)
    progress.clear()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(lambda machine: _run([sys.executable, "-B", "tests/entry/compare.py", *machine.split(":")]), ENTRY_MACHINES))
    for machine, code in zip(ENTRY_MACHINES, codes):
        count.add(f"entry: {machine}", code == 0)


def _bench(progress, count):
    """The benchmark's counts against its budget."""
    packages.require(progress, packages.BUILD, packages.IMAGE, packages.BOCHS)
    build.kernel(progress)
    progress.clear()
    for machine in bench_run.MACHINES:
        try:
            failures = bench.judge(bench.results_of(progress, [machine]))
        except Failure as failure:
            failures = [failure.message]
            print(f"bench: {failure.message}")
        count.add(f"bench: {machine}", not failures)
    print(f"bench: {len(bench_run.MACHINES)} machines", flush=True)


def _tools(progress, count):
    """The front end's own tests and those of the documents."""
    packages.require(progress, packages.BUILD, packages.TEST, packages.IMAGE, packages.BOCHS, packages.QEMU, packages.OVMF, packages.GDB)
    build.kernel(progress)
    progress.clear()
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        done = subprocess.run([sys.executable, "-B", "tests/tools/run.py", report], cwd=places.ROOT, env=process.environment(),
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        outcomes = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    for test, outcome in outcomes.items():
        if outcome.startswith("skipped"):
            count.unsupported.append(f"tools: {test} ({outcome.removeprefix('skipped: ')})")
        else:
            count.add(f"tools: {test}", outcome == "ok")
    if done.returncode:
        print(done.stdout)
        if not any(name.startswith("tools") for name in count.failed):
            count.add("tools: tests/tools/run.py", False)
    print(f"tools: {len(outcomes)} tests", flush=True)


def _format(progress, count):
    """The sources' layout."""
    packages.require(progress, packages.TEST)
    output = lint.unformatted()
    if output:
        print(output)
    count.add("format: clang-format", not output)


def test(arguments, progress):
    """The command. Returns its exit status."""
    parts = arguments.only or PARTS
    count = Count()
    if "format" in parts:
        _format(progress, count)
    if "unit" in parts:
        _unit(progress, count, arguments.filter)
    if "entry" in parts:
        _entry(progress, count)
    if "bench" in parts:
        _bench(progress, count)
    if "tools" in parts:
        _tools(progress, count)
    if "boot" in parts:
        _boot(progress, count, arguments.filter)
    if "world" in parts:
        _world(progress, count, arguments.filter)
    for name in count.failed:
        print(f"FAILED: {name}")
    for name in count.unsupported:
        print(f"UNSUPPORTED: {name}")
    print(f"{count.passed} passed, {len(count.failed)} failed")
    return 1 if count.failed or not count.passed else 0
