"""What tests came to, and what must not go unseen: a test that never ran, a report that breaks off, a word that nothing knows.

Everything here judges what it is given and runs nothing.
"""

import dataclasses
import json
import re
import xml.etree.ElementTree as ElementTree

PASSED, FAILED, UNSUPPORTED = "passed", "failed", "unsupported"
LIT_FAILED = 1  # lit's exit status when a test failed, and
CTEST_FAILED = 8  # ctest's
REASONS = 3  # that are told of a test


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One test's."""

    name: str
    status: str
    seconds: float = 0
    why: str = ""


def failure(name, why):
    """Something that must not be."""
    return Outcome(name, FAILED, 0, why)


def reason(output):
    """What a failed test's output says of why, in a line: what its programs call an error or failure, with the line that FileCheck or
    GoogleTest shows next; without any its last line."""
    lines = [line.strip() for line in re.sub(r"^# (?:\| ?)?", "", output, flags=re.MULTILINE).splitlines()]
    told = []
    for line, after in zip(lines, [*lines[1:], ""]):
        # lit's own words on a command are of no use without that command's.
        if re.search(r"^(?:\S+: )?(?:fatal )?error: (?!command failed)|: Failure$|^(?:status|same)\.py:|^\w*Error\b", line):
            where = re.sub(r"^/\S*/", "", line)
            told.append(f"{where}: {after}" if re.match(r"\S+:\d+:(?:\d+: error:| Failure)", where) and after else where)
    last = next((line for line in reversed(lines) if line.strip("-* ")), "")
    return "; ".join(list(dict.fromkeys(told))[:REASONS]) or last


def of_command(name, code, output):
    """The outcome of a program that is one test."""
    return failure(name, reason(output) or f"exit status {code}, and not a word") if code else Outcome(name, PASSED)


def _ended(code, bad, failed_code):
    """What is wrong with a runner's exit status, when its own report has `bad` failures; nothing when that fits."""
    wanted = failed_code if bad else 0
    return "" if code == wanted else f"ended with {code}, and by its report it should be {wanted}"


def _compare(label, expected, reported, why):
    """Failures for each test that one has and the other hasn't."""
    return [failure(f"{label}: {name}", why) for name in sorted(set(expected) - set(reported))] + \
        [failure(f"{label}: {name}", "reported, and there is no such test") for name in sorted(set(reported) - set(expected))]


def of_lit(label, expected, report, code):
    """Outcomes of one run of lit. `expected`: the tests' paths in the suite, as they were found on the disk; `report`: the text that lit
    wrote, or None; `code`: its exit status."""
    try:
        tests = json.loads(report)["tests"] if report is not None else None
    except (ValueError, KeyError, TypeError):
        tests = None
    if tests is None:
        return [failure(f"{label}: lit", f"ended with {code} without a whole report")]
    found, reported = [], []
    for test in tests:
        path = test["name"].partition(" :: ")[2]
        status = {"PASS": PASSED, "UNSUPPORTED": UNSUPPORTED}.get(test["code"], FAILED)
        why = ": ".join(filter(None, (test["code"], reason(test.get("output") or "")))) if status == FAILED else ""
        found.append(Outcome(f"{label}: {path}", status, test.get("elapsed") or 0, why))
        reported.append(path)
    found += [failure(f"{label}: {path}", "reported twice") for path in sorted({path for path in reported if reported.count(path) > 1})]
    bad = sum(1 for outcome in found if outcome.status == FAILED)
    if why := _ended(code, bad, LIT_FAILED):
        found.append(failure(f"{label}: lit", why))
    return found + _compare(label, expected, reported, "never ran: it is in no report")


def of_ctest(label, expected, report, code):
    """Outcomes of one run of ctest. `expected`: the names that its report must have, an instance of a parameterized test by
    the name that stands in the source; `report`: the text of its JUnit report, or None."""
    try:
        cases = ElementTree.fromstring(report).findall("testcase") if report is not None else None
    except ElementTree.ParseError:
        cases = None
    if cases is None:
        return [failure(f"{label}: ctest", f"ended with {code} without a whole report")]
    found, reported = [], set()
    for case in cases:
        name, passed = case.get("name"), case.get("status") == "run"
        # An instance is PREFIX/SUITE.NAME/PARAMETER.
        reported.add(re.sub(r"^(?:\w+/)?(\w+\.\w+)(?:/\S+)?$", r"\1", name))
        found.append(Outcome(f"{label}: {name}", PASSED if passed else FAILED, float(case.get("time") or 0),
                             "" if passed else case.findtext("system-out") or case.get("status")))
    bad = sum(1 for outcome in found if outcome.status == FAILED)
    if why := _ended(code, bad, CTEST_FAILED):
        found.append(failure(f"{label}: ctest", why))
    return found + _compare(label, expected, reported, "never ran: it is in no report")


def of_unittest(label, report, code, declared=()):
    """Outcomes of one run of tests/tools/run.py, which writes {name: {"status", "seconds"}} with all of its tests from the start on.
    `declared`: the Class.method that the module's source has, and that must be in it."""
    try:
        tests = json.loads(report) if report is not None else {}
    except ValueError:
        tests = {}
    if not tests:
        return [failure(f"{label}: run.py", f"ended with {code} without a whole report, or it has no test")]
    found = []
    for name, test in tests.items():
        kind, _, why = test["status"].partition(": ")
        status = {"ok": PASSED, "skipped": UNSUPPORTED}.get(kind, FAILED)
        found.append(Outcome(f"{label}: {name}", status, test["seconds"], why or ("" if status == PASSED else kind)))
    bad = sum(1 for outcome in found if outcome.status == FAILED)
    if why := _ended(code, bad, 1):
        found.append(failure(f"{label}: run.py", why))
    # A failed subtest's name begins with its test's; a class that could not be set up stands for its tests.
    reported = {".".join(name.split(" ")[0].split(".")[-2:]) for name in tests} | {name.rpartition(".")[2].rstrip(")") for name in tests if "Class (" in name}
    return found + [failure(f"{label}: {name}", "never ran: it is in no report") for name in declared if name not in reported and name.split(".")[0] not in reported]


@dataclasses.dataclass(frozen=True)
class Place:
    """A boot test on a machine, and what came of it there."""

    test: str  # its path in tests/boot
    machine: str
    status: str  # of its Outcome


def read_allowed(text, version_of=lambda emulator: None):
    """({(test, machine): reason}, [what is wrong]) of the list of those that may be unsupported: a line is TEST MACHINE,MACHINE… REASON.
    MACHINE@MAJOR.MINOR counts where `version_of` says that its emulator is of that version or a newer one."""
    allowed, wrong = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(maxsplit=2)
        if not words or words[0].startswith("#"):
            continue
        if len(words) < 3:
            wrong.append(f"line {number}: a line is TEST MACHINE,MACHINE… REASON")
            continue
        for machine in words[1].split(","):
            machine, at, since = machine.partition("@")
            if at and not re.fullmatch(r"\d+\.\d+", since):
                wrong.append(f"line {number}: {since!r} is no version MAJOR.MINOR")
                continue
            if at and (version_of(machine.split(":")[0]) or (0, 0)) < tuple(map(int, since.split("."))):
                continue
            if (words[0], machine) in allowed:
                wrong.append(f"line {number}: {words[0]} on {machine} is there twice")
            allowed[words[0], machine] = words[2]
    return allowed, wrong


def of_unsupported(label, allowed, places, planned, whole=True):
    """Failures: an unsupported test that isn't allowed to be, one that is allowed to and ran, or that no suite has; a test that ran nowhere.
    `places`: what ran; `planned`: every (test, machine) of the whole run, whatever was chosen of it. Unless the run is `whole`, a test may
    have had its machines left out."""
    found = []
    for place in places:
        listed = (place.test, place.machine) in allowed
        if place.status == UNSUPPORTED and not listed:
            found.append(failure(f"{label}: {place.test} on {place.machine}", "unsupported, and not on the list of those that may be"))
        if place.status != UNSUPPORTED and listed:
            found.append(failure(f"{label}: {place.test} on {place.machine}", "on the list of those that may be unsupported, and it ran"))
    for test in sorted({place.test for place in places}):
        machines = {place.machine for place in places if place.test == test}
        if all(place.status == UNSUPPORTED for place in places if place.test == test) and \
                (whole or machines == {machine for name, machine in planned if name == test}):
            found.append(failure(f"{label}: {test}", "ran on no machine"))
    for pair in sorted(set(allowed) - set(planned)):
        found.append(failure(f"{label}: {pair[0]} on {pair[1]}", "on the list of those that may be unsupported, and no suite has it"))
    return list(dict.fromkeys(found))


_CONDITION = re.compile(r"^\W*(REQUIRES|UNSUPPORTED|XFAIL):(.*)$", re.MULTILINE)
_LIKE_CONDITION = re.compile(r"^\W*((?:REQ|UNSUP|XF|RUN)[A-Z]*)\b\s*:?", re.MULTILINE)


def of_words(label, texts, known):
    """Failures for words in the conditions of boot tests that no machine knows. `texts`: {test: its text}; `known`: all words."""
    found = []
    for test, text in sorted(texts.items()):
        for keyword, words in _CONDITION.findall(text):
            for word in re.findall(r"[\w.+=-]+|\{\{.*?\}\}", words):
                if word not in known:
                    found.append(failure(f"{label}: {test}", f"{keyword}: {word}: no machine knows this word; they are {', '.join(sorted(known))}"))
        for keyword in _LIKE_CONDITION.findall(text):
            if keyword not in ("REQUIRES", "UNSUPPORTED", "XFAIL", "RUN"):
                found.append(failure(f"{label}: {test}", f"{keyword}: is no word of lit's"))
    return found


_ENDINGS = r"(?:-(?:NEXT|SAME|NOT|DAG|EMPTY|LABEL|COUNT-\d+))?(?:\{LITERAL\})?"


def of_checks(label, texts):
    """Failures for lines that look like a check of FileCheck's and are none: no RUN line names their prefix, or they have another ending."""
    found = []
    for test, text in sorted(texts.items()):
        runs = "\n".join(re.findall(r"RUN:(.*)", text))
        prefixes = {word for words in re.findall(r"--check-prefix(?:es)?[= ](\S+)", runs) for word in words.split(",")} | {"CHECK"}
        checks = re.compile(f"(?:{'|'.join(map(re.escape, sorted(prefixes, key=len, reverse=True)))}){_ENDINGS}")
        for word in re.findall(r"^;([A-Z][A-Z0-9_-]*(?:\{LITERAL\})?):", text, re.MULTILINE):
            if not checks.fullmatch(word):
                found.append(failure(f"{label}: {test}", f"{word}: no RUN line checks it"))
    return found
