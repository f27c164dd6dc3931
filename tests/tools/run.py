#!/usr/bin/env python3
"""Runs the front end's tests and writes each one's outcome as JSON: {name: {"status": "ok" | "failed: why" | "skipped: why" | "never ran", "seconds"}}.
All of them are in the file from the start on, so that a run that breaks off shows what it left out. A failed subtest has a name of its own.

Usage: run.py REPORT [FOLDER [PATTERN [REGEX]]]

Of the modules in FOLDER (default: this one) those whose file matches PATTERN (test_*.py), and of their tests those whose name matches REGEX.
"""

import json
import pathlib
import re
import sys
import time
import traceback
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def cases(suite):
    """The tests of a suite, one by one."""
    for test in suite:
        yield from cases(test) if isinstance(test, unittest.TestSuite) else [test]


class Outcomes(unittest.TextTestResult):
    """Keeps every test's outcome by its name, in the file `report`."""

    report = None

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.outcomes = {}
        self._begun = time.monotonic()

    def expect(self, tests):
        """These are to run."""
        self.outcomes = {test.id(): {"status": "never ran", "seconds": 0} for test in tests}
        self.write()

    def write(self):
        """The file as things stand."""
        self.report.write_text(json.dumps(self.outcomes, indent=1), encoding="utf-8")

    def _keep(self, test, status):
        # What isn't among those expected is a whole module's or class's failure.
        self.outcomes[test.id()] = {"status": status, "seconds": round(time.monotonic() - self._begun, 2)}

    def startTest(self, test):
        super().startTest(test)
        self._begun = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.write()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._keep(test, "ok")

    def _keep_failed(self, test, err):
        """With the exception's first line that tells what."""
        told = [line.strip() for line in traceback.format_exception_only(*err[:2])[-1].splitlines() if line.strip()]
        self._keep(test, f"failed: {told[0]}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._keep_failed(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._keep_failed(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._keep(test, f"skipped: {reason}")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._keep(test, "skipped: a failure that is expected")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._keep(test, "failed: succeeds, against what it says")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            # The test itself gets no outcome then: the subtest's stands for it.
            self.outcomes.pop(test.id(), None)
            self._keep_failed(subtest, err)


def main(report, folder=None, pattern="test_*.py", regex=""):
    """0 when nothing failed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    folder = pathlib.Path(folder or ROOT / "tests" / "tools").resolve()
    suite = unittest.defaultTestLoader.discover(str(folder), pattern, str(ROOT if folder.is_relative_to(ROOT) else folder))
    suite = unittest.TestSuite(test for test in cases(suite) if re.search(regex, test.id(), re.IGNORECASE))
    Outcomes.report = pathlib.Path(report)

    def result(*arguments, **options):
        outcomes = Outcomes(*arguments, **options)
        outcomes.expect(cases(suite))
        return outcomes

    done = unittest.TextTestRunner(sys.stdout, resultclass=result, buffer=False).run(suite)
    done.write()
    return 0 if done.wasSuccessful() and done.outcomes else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
