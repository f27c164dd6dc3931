"""The suites of `./vitrine test`: what runs each, and what it must have run."""

import ast
import dataclasses
import pathlib
import re
import sys
import tempfile
import subprocess

from . import bench, budget, features, kept, lint, outcomes, places, process, tools
from .status import Failure

BOOT = places.ROOT / "tests" / "boot"
BOOT_TESTS = (".asm", ".test")
TOOLS = places.ROOT / "tests" / "tools"
SYSTEMS = places.ROOT / "tests" / "systems" / "run"

# What every boot test runs on. VMX: without and with EPT of 1 GiB and A/D flags, with everything. SVM: without NRIP save, and with.
MACHINES = ("bochs:corei5_arrandale_m520", "bochs:corei7_haswell_4770", "bochs:corei7_skylake_x", "qemu:EPYC", "bochs:ryzen")
# Where events kept in memory, which take other ways through Vitrine, must come to the same log.
KEEPING_MACHINES = ("bochs:corei7_skylake_x", "qemu:EPYC")
# Where before every entry the manual's rules are asked, and the state is saved and loaded: a machine of each vendor.
CHECKED_MACHINES = ("bochs:corei7_skylake_x", "qemu:EPYC")
# Of the real-mode world: the two ends of VMX, and SVM in both emulators.
WORLD_MACHINES = ("bochs:corei5_arrandale_m520", "bochs:corei7_skylake_x", "qemu:EPYC", "bochs:ryzen")
# Whose checks at VM entry are compared with the manual's. VMX: of two revisions of the VMCS.
ENTRY_MACHINES = ("bochs:corei7_skylake_x", "bochs:tigerlake", "qemu:EPYC", "bochs:ryzen")
# The modules of the front end's tests that take longest: they build, boot by every command, and compare boots. They begin first.
LONG_MODULES = ("test_places", "test_documents", "test_batches")
# The tests of the front end that may be skipped, by what this computer has, and why.
MAY_BE_SKIPPED = {
    "tests.tools.test_streams.OldPython.test_a_real_old_one_where_there_is_one": "Debian 12 has no Python before 3.10",
    "tests.tools.test_explain_snippets.Snippets.test_rust": "rustc, 400 MB that nothing else here needs, isn't installed: apt-get install rustc",
    "tests.tools.test_explain_page.Browser.test_each_case": "Chromium, 400 MB that nothing else here needs, isn't installed: apt-get install chromium",
}


@dataclasses.dataclass(frozen=True)
class Lit:
    """A folder of boot tests on a machine."""

    label: str
    folder: pathlib.Path
    machine: str
    parameters: tuple = ()

    def tests(self):
        """The paths in the folder of its tests; folders in it are suites of their own."""
        return sorted(path.name for path in self.folder.iterdir() if path.suffix in BOOT_TESTS)

    def path(self, test):
        """The test's path in tests/boot."""
        return (self.folder / test).relative_to(BOOT).as_posix() if self.folder.is_relative_to(BOOT) else test


# What is logged changes nothing: in every run on a machine of each vendor with few choices of what is logged.
LOGGED_MACHINES = (MACHINES[2], MACHINES[3])

BOOT_SUITES = (
    *(Lit(f"boot ({machine})", BOOT, machine) for machine in MACHINES),
    *(Lit(f"boot ({machine}, events=memory)", BOOT, machine, ("option=events=memory",)) for machine in KEEPING_MACHINES),
    Lit("boot (catalogue)", BOOT / "catalogue", MACHINES[2]),
    Lit("boot (pinned)", BOOT / "once", MACHINES[2]),
)
WORLD_SUITES = (
    *(Lit(f"world ({machine})", BOOT / "world", machine) for machine in WORLD_MACHINES),
    *(Lit(f"logged ({machine})", BOOT / "logged", machine) for machine in LOGGED_MACHINES),
)
# What only `--long` runs, besides: every choice and every machine where the two above have some.
LONG_BOOT_SUITES = tuple(Lit(f"boot ({machine}, events=memory)", BOOT, machine, ("option=events=memory",))
                         for machine in MACHINES if machine not in KEEPING_MACHINES) + \
    tuple(Lit(f"boot ({machine}, check=entries,state)", BOOT, machine, ("option=check=entries,state",)) for machine in CHECKED_MACHINES)
LONG_WORLD_SUITES = (
    *(Lit(f"logged ({machine}, all choices)", BOOT / "logged", machine, ("choices=long",)) for machine in WORLD_MACHINES),
    *(Lit(f"world ({machine})", BOOT / "world", machine) for machine in MACHINES if machine not in WORLD_MACHINES),
)
LONG_FUZZING = "long"  # CTest's configuration with more runs of each fuzzer: tests/host.cmake
OTHER_SYSTEM = "bookworm"  # Debian's suite in which tests/systems/run has all tests pass


def boot_suites(parts, long=False):
    """The suites of lit that the parts `boot` and `world` have; of all that there are without `--long`, or with it."""
    return (*(WORLD_SUITES + (LONG_WORLD_SUITES if long else ()) if "world" in parts else ()),
            *(BOOT_SUITES + (LONG_BOOT_SUITES if long else ()) if "boot" in parts else ()))


def _environment():
    """The environment without what would have a runner leave tests out."""
    return {name: value for name, value in process.environment().items() if not name.startswith(("LIT_", "GTEST_", "CTEST_", "FILECHECK_"))}


def _run(command):
    """(exit status, output) of a test program. The output goes to a file: what the program leaves behind when it crashes would hold a pipe open."""
    with tempfile.TemporaryFile() as output:
        with process.child(command, cwd=places.ROOT, env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT) as running:
            running.wait()
        output.seek(0)
        return running.returncode, output.read().decode(errors="replace")


def _read(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def lit(suite, pattern=None):
    """(outcomes, output) of a suite; with `pattern` of the tests whose name matches alone."""
    expected = [test for test in suite.tests() if re.search(pattern or "", f"{suite.label}: {test}", re.IGNORECASE)]
    if pattern and not expected:
        return [], ""
    with tempfile.TemporaryDirectory() as folder, \
            kept.logs_of([suite.folder / test for test in expected], suite.machine, suite.parameters) as (logs, _):
        report = pathlib.Path(folder, "report.json")
        chosen = ["--filter", f":: (?:{'|'.join(map(re.escape, expected))})$"] if pattern else ["--order", "lexical"]
        code, output = _run([sys.executable, "-B", tools.lit(), "-sv", "--no-progress-bar", "-j", "1", "--output", report, "--param", f"machine={suite.machine}",
                             "--param", f"kept={logs}",
                             *(word for parameter in suite.parameters for word in ("--param", parameter)), *chosen, suite.folder])
        found = outcomes.of_lit(suite.label, expected, _read(report), code)
    # lit's own summary says nothing more.
    return found, output if any(outcome.status == outcomes.FAILED for outcome in found) else ""


def conditions(machines, planned):
    """Failures of what the boot tests say of themselves, and of files that no suite runs. `planned`: every (test, machine)."""
    texts = {path.relative_to(BOOT).as_posix(): path.read_text(encoding="utf-8") for path in BOOT.rglob("*") if path.suffix in BOOT_TESTS}
    missing = sorted(set(texts) - {test for test, _ in planned})
    return outcomes.of_words("boot", texts, features.known(machines)) + outcomes.of_checks("boot", texts) + \
        [outcomes.failure(f"boot: {test}", "no suite runs it") for test in missing]


def unit_names(sources):
    """The names of the tests in GoogleTest's sources."""
    return {f"{suite}.{name}" for source in sources
            for suite, name in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", source.read_text(encoding="utf-8"), re.MULTILINE)}


def fuzz_names(sources):
    """The names of the fuzzers' tests."""
    return {f"fuzz.{source.stem}" for source in sources}


def ctest(label, names, chosen, pattern, build_folder=places.HOST_BUILD, configuration=None):
    """(outcomes, output) of the tests that CTest's options `chosen` choose, of a configuration's own too; with `pattern` of those of `names` whose name matches alone."""
    expected = {name for name in names if re.search(pattern or "", f"{label}: {name}", re.IGNORECASE)}
    if pattern and not expected:
        return [], ""
    if pattern:
        chosen = ["-R", "^(.*/)?(" + "|".join(re.escape(name) for name in sorted(expected)) + ")(/.*)?$"]
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.xml")
        code, output = _run(["ctest", *(["-C", configuration] if configuration else []), "--test-dir", build_folder, "--output-on-failure", "--output-junit", report, "--no-tests=error", *chosen])
        found = outcomes.of_ctest(label, expected, _read(report), code)
    return found, output if any(outcome.status == outcomes.FAILED for outcome in found) else ""


def declared_tests(path):
    """([Class.method of each test of a module], [what is wrong]): a second one of the same name takes the first one's place, and a class
    that is no test case is never looked into."""
    names, wrong = [], []
    for part in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(part, ast.ClassDef):
            names += [f"{part.name}.{each.name}" for each in part.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test")]
        elif isinstance(part, ast.FunctionDef) and part.name.startswith("test"):
            wrong.append(f"{part.name} is in no class: nothing runs it")
    wrong += [f"{name} is there twice: the first one never runs" for name in sorted({name for name in names if names.count(name) > 1})]
    return sorted(set(names)), wrong


def unittests(module, pattern=None, folder=TOOLS):
    """(outcomes, output) of a module of the front end's own tests; with `pattern` of those whose name matches alone."""
    with tempfile.TemporaryDirectory() as work:
        report = pathlib.Path(work, "report.json")
        code, output = _run([sys.executable, "-B", TOOLS / "run.py", report, folder, f"{module}.py", pattern or ""])
        text = _read(report)
    if pattern and text == "{}":
        return [], ""
    declared, wrong = ([], []) if pattern else declared_tests(pathlib.Path(folder, f"{module}.py"))
    found = outcomes.of_unittest("tools", text, code, declared) + [outcomes.failure(f"tools: {module}", line) for line in wrong]
    # Every package that they need is there: a test that is skipped all the same is a check that is lost.
    found = [outcomes.failure(outcome.name, f"skipped: {outcome.why}")
             if outcome.status == outcomes.UNSUPPORTED and outcome.name.removeprefix("tools: ") not in MAY_BE_SKIPPED else outcome for outcome in found]
    return found, output if any(outcome.status == outcomes.FAILED for outcome in found) else ""


def entry(machine):
    """(outcomes, output) of the rules of VM entry against what an emulator does."""
    code, output = _run([sys.executable, "-B", "tests/entry/compare.py", *machine.split(":")])
    return [outcomes.of_command(f"entry: {machine}", code, output)], output


def other_system():
    """(outcomes, output) of all that `tests/systems/run` does in a fresh system."""
    code, output = _run([SYSTEMS, OTHER_SYSTEM])
    # 107: this computer can't make such a system. The last lines say so.
    name = f"systems: {OTHER_SYSTEM}"
    return [outcomes.Outcome(name, outcomes.UNSUPPORTED) if code == 107 else outcomes.of_command(name, code, output)], output


def benchmark(machine, progress):
    """(outcomes, output) of the benchmark's counts against their budget."""
    name = f"bench: {machine}"
    try:
        found = bench.results_of(progress, [machine])
        if budget.not_of_here():
            return [outcomes.Outcome(name, outcomes.UNSUPPORTED, 0, budget.not_of_here())], ""
        failures = bench.judge(found)
    except Failure as failed:
        failures = [failed.message]
    return [outcomes.Outcome(name, outcomes.FAILED if failures else outcomes.PASSED, 0, "\n".join(failures))], ""


def layout():
    """(outcomes, output) of the sources' layout."""
    code, output = lint.unformatted()
    return [outcomes.of_command("format: clang-format", code, output)], output
