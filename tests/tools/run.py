#!/usr/bin/env python3
"""Runs the front end's tests and writes each one's outcome as JSON: {name: "ok" | "failed" | "skipped: why"}.

Usage: run.py REPORT
"""

import json
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Outcomes(unittest.TextTestResult):
    """Keeps every test's outcome by its name."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.outcomes = {}

    def addSuccess(self, test):
        super().addSuccess(test)
        self.outcomes[test.id()] = "ok"

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.outcomes[test.id()] = "failed"

    def addError(self, test, err):
        super().addError(test, err)
        self.outcomes[test.id()] = "failed"

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcomes[test.id()] = f"skipped: {reason}"


def main(report):
    """0 when nothing failed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    suite = unittest.defaultTestLoader.discover(str(ROOT / "tests" / "tools"), top_level_dir=str(ROOT))
    result = unittest.TextTestRunner(sys.stdout, resultclass=Outcomes, buffer=False).run(suite)
    pathlib.Path(report).write_text(json.dumps(result.outcomes, indent=1), encoding="utf-8")
    return 0 if result.wasSuccessful() and result.outcomes else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
