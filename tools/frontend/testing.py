"""`./vitrine test`: builds everything, runs every test, counts."""

import concurrent.futures
import dataclasses
import os
import re
import resource
import sys
import time
import traceback

from . import bench_run, build, emulators, outcomes, packages, places, process, results, suites, terminal
from .status import Failure

PARTS = ("unit", "boot", "world", "entry", "bench", "tools", "format")
RESULTS = places.ROOT / "docs" / "test-results.md"  # of the last `--long`
PATIENCE = 1200  # seconds for a boot: a loaded machine fails no test
SLOWEST = 10  # single tests that are named at the end


@dataclasses.dataclass(frozen=True)
class Job:
    """A piece of work that keeps one processor busy."""

    suite: str  # what it is counted under
    run: object  # gives (outcomes, output)


@dataclasses.dataclass
class Done:
    """What a job came to."""

    suite: str
    found: list
    output: str
    seconds: float


def _perform(job):
    """Runs a job. What it stumbles over is a failure: no job is lost."""
    begun = time.monotonic()
    try:
        found, output = job.run()
    except Failure as failed:
        found, output = [outcomes.failure(f"{job.suite}: the suite", failed.message)], ""
    except Exception:  # pylint: disable=broad-exception-caught
        found, output = [outcomes.failure(f"{job.suite}: the suite", traceback.format_exc())], ""
    return Done(job.suite, found, output, time.monotonic() - begun)


def perform(jobs, progress, workers=None):
    """Runs the jobs, in their order, as many at a time as there are processors; shows each one's failures when it ends."""
    done = []
    with process.pool(workers or os.cpu_count()) as pool:
        futures = [pool.submit(_perform, job) for job in jobs]
        for future in concurrent.futures.as_completed(futures):
            one = future.result()
            done.append(one)
            progress.clear()
            if one.output.strip():
                print(one.output.rstrip())
            if one.found:
                print(f"{one.suite}: {_tally(one.found)}", flush=True)
            if sys.stderr.isatty():
                progress.step(f"{len(done)} of {len(jobs)} suites have ended")
    progress.clear()
    return done


def _with_status(found, status):
    return [outcome for outcome in found if outcome.status == status]


def _tally(found):
    unsupported = len(_with_status(found, outcomes.UNSUPPORTED))
    return f"{len(_with_status(found, outcomes.PASSED))} of {len(found)} passed" + (f", {unsupported} unsupported" if unsupported else "")


def _chosen(pattern, names):
    """Those of the names that match."""
    return [name for name in names if re.search(pattern or "", name, re.IGNORECASE)]


def _requirements(parts):
    """The packages of the parts."""
    groups = [packages.BUILD, packages.TEST]
    if set(parts) - {"unit", "format"}:
        groups += packages.BOOT_TESTS
    return groups


def _jobs(parts, pattern, long=False):
    """The jobs of the parts, the longest first, so that no processor is idle for long at the end."""
    quiet = terminal.Progress(quiet=True)
    host = []  # the tests of the host, once they are built

    def built(run):
        def after_building():
            if host[0].result():  # a failure to build was told by the build's own job
                return run()
            return [outcomes.failure("unit: the suite", "not built")], ""
        return after_building

    jobs = []
    if "unit" in parts:
        host.append(concurrent.futures.Future())

        def build_host():
            try:
                build.host(quiet)
                host[0].set_result(True)
            finally:
                if not host[0].done():
                    host[0].set_result(False)
            return [], ""
        jobs.append(Job("unit (building)", build_host))
    jobs += [Job(suite.label, lambda suite=suite: suites.lit(suite, pattern)) for suite in suites.boot_suites(parts, long)]
    if "entry" in parts:
        jobs += [Job("entry", lambda machine=machine: suites.entry(machine)) for machine in suites.ENTRY_MACHINES
                 if _chosen(pattern, [f"entry: {machine}"])]
    if "bench" in parts:
        jobs += [Job("bench", lambda machine=machine: suites.benchmark(machine, quiet)) for machine in bench_run.MACHINES
                 if _chosen(pattern, [f"bench: {machine}"])]
    if "tools" in parts:
        modules = sorted((path for kind in ("test", "long")[:1 + long] for path in suites.TOOLS.glob(f"{kind}_*.py")), key=lambda path: (path.stem not in suites.LONG_MODULES, -path.stat().st_size, path))
        jobs[1:1] = [Job("tools", lambda module=path.stem: suites.unittests(module, pattern)) for path in modules[:len(suites.LONG_MODULES)]]
        jobs += [Job("tools", lambda module=path.stem: suites.unittests(module, pattern)) for path in modules[len(suites.LONG_MODULES):]]
    if "unit" in parts:
        names = suites.fuzz_names((suites.places.ROOT / "tests" / "fuzz").glob("*.cpp"))
        configuration = suites.LONG_FUZZING if long else None
        if long:
            names |= {f"{name}.{suites.LONG_FUZZING}" for name in names}
        jobs.append(Job("fuzz", built(lambda: suites.ctest("fuzz", names, ["-R", r"^fuzz\."], pattern, configuration=configuration))))
        tests = suites.unit_names((suites.places.ROOT / "tests" / "unit").glob("*.cpp"))
        jobs.append(Job("unit", built(lambda: suites.ctest("unit", tests, ["-E", r"^fuzz\."], pattern))))
    if "format" in parts and _chosen(pattern, ["format: clang-format"]):
        jobs.append(Job("format", suites.layout))
    if long and parts == PARTS and suites.SYSTEMS.exists() and _chosen(pattern, [f"systems: {suites.OTHER_SYSTEM}"]):
        jobs.append(Job("systems", suites.other_system))
    return jobs


def _lost(done, parts, long=False, whole=True):
    """Failures about boot tests that ran nowhere or say what nothing knows."""
    known = {suite.label: suite for suite in suites.boot_suites(PARTS, long)}
    planned = {(suite.path(test), suite.machine) for suite in known.values() for test in suite.tests()}
    if not {"boot", "world"} & set(parts):
        return []
    places = []
    for one in done:
        suite = known.get(one.suite)
        for outcome in one.found if suite else ():
            test = outcome.name.removeprefix(f"{suite.label}: ")
            if test in suite.tests():
                places.append(outcomes.Place(suite.path(test), suite.machine, outcome.status))
    allowed, wrong = outcomes.read_allowed((suites.BOOT / "unsupported.txt").read_text(encoding="utf-8"),
                                             lambda name: emulators.EMULATORS[name].version())
    return [outcomes.failure("boot: unsupported.txt", line) for line in wrong] + outcomes.of_unsupported("boot", allowed, places, planned, whole) + \
        suites.conditions({suite.machine for suite in known.values()}, planned)


def _work():
    """The processor's seconds so far, of this program and of all that it started and that has ended."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def _times(done, seconds, workers):
    """The lines that say where the time went: by suite, and the slowest tests."""
    rows = {}
    for one in done:
        spent, tests = rows.get(one.suite, (0, 0))
        rows[one.suite] = (spent + one.seconds, tests + len(one.found))
    lines = [f"time: {seconds:.0f} s, {_work():.0f} s of a processor, with {workers} suites at a time; of each suite, and of the slowest tests:"]
    lines += [f"{spent:7.1f} s  {suite}: {tests} tests" for suite, (spent, tests) in sorted(rows.items(), key=lambda row: -row[1][0])]
    tests = sorted((outcome for one in done for outcome in one.found), key=lambda outcome: -outcome.seconds)[:SLOWEST]
    return lines + [f"{outcome.seconds:7.1f} s  {outcome.name}" for outcome in tests if outcome.seconds]


def summary(found):
    """The last lines, and the exit status."""
    lines = [f"FAILED: {outcome.name}" + (f": {outcomes.reason(outcome.why) if chr(10) in outcome.why else outcome.why}" if outcome.why else "")
             for outcome in _with_status(found, outcomes.FAILED)]
    lines += [f"UNSUPPORTED: {outcome.name}" for outcome in _with_status(found, outcomes.UNSUPPORTED)]
    passed, failed, unsupported = (len(_with_status(found, status)) for status in (outcomes.PASSED, outcomes.FAILED, outcomes.UNSUPPORTED))
    if not found:
        lines.append("no test matches")
    return [*lines, f"{unsupported} unsupported", f"{passed} passed, {failed} failed"], 1 if failed or not passed else 0


def test(arguments, progress):
    """The command. Returns its exit status."""
    os.environ.setdefault(emulators.PATIENCE, str(PATIENCE))
    begun = time.monotonic()
    parts = arguments.only or PARTS
    packages.require(progress, *_requirements(parts))
    if set(parts) - {"unit", "format"}:
        build.kernel(progress)
    if "tools" in parts:
        build.tools(progress)
    done = perform(_jobs(parts, arguments.filter, arguments.long), progress)
    found = [outcome for one in done for outcome in one.found] + _lost(done, parts, arguments.long, whole=not arguments.filter)
    for outcome in _with_status(found, outcomes.FAILED):
        if "\n" in outcome.why:
            print(f"FAIL: {outcome.name}\n{outcome.why.rstrip()}")
    times = _times(done, time.monotonic() - begun, os.cpu_count())
    times += [line for one in done if one.suite == "systems" for line in one.output.splitlines() if re.match(r"\w+: \./vitrine ", line)]
    lines, code = summary(found)
    print("\n".join([*times, *lines]))
    if arguments.long and not arguments.only and not arguments.filter:
        results.write(RESULTS, times, lines)
    return code
