#!/usr/bin/env python3
"""Writes the expected log into boot tests from what they log now, for their author to read and judge.

Usage: update.py [-OPTION…] TEST.asm…     options are those of `./vitrine run`, as in --emulator=qemu

The lines from the first `guest` to `result`, without the vendor's own, become the file's `;CHECK` lines, chained so that a missing or
an extra line fails. A test whose checks are written by hand, for lines that come before or differ between processors, says
`; CHECKS BY HAND` and is left alone.
"""

import pathlib
import re
import shlex
import subprocess
import sys

OPTIONS = [word for word in sys.argv[1:] if word.startswith("-")]
ROOT = pathlib.Path(__file__).resolve().parents[2]


def command(test, text):
    """The first RUN line as an argument list that prints the log."""
    run = re.search(r"^; RUN: (.*?)(?: \| .*)?$", text, re.MULTILINE).group(1)
    run = re.sub(r"^%status \d+ ", "", run)
    run = run.replace("%run", f"{ROOT}/tests/boot/neutral.py {ROOT}/vitrine run --no-build " + " ".join(OPTIONS)).replace("%s", str(test))
    run = run.replace("%vitrine", f"{ROOT}/vitrine")
    return shlex.split(run)


def update(test):
    """Rewrites one test."""
    text = test.read_text(encoding="utf-8")
    if "CHECKS BY HAND" in text:
        print(f"{test.name}: by hand")
        return
    log = subprocess.run(command(test, text), capture_output=True, text=True, check=False).stdout.splitlines()
    body = "\n".join(line for line in text.splitlines() if not line.startswith(";CHECK")).rstrip()
    checks = [f";CHECK:{log[0]}"] + [f";CHECK-NEXT:{line}" for line in log[1:]]
    test.write_text(body + "\n\n" + "\n".join(checks) + "\n", encoding="utf-8")
    print(f"{test.name}: {len(checks)} lines")


for name in [word for word in sys.argv[1:] if not word.startswith("-")]:
    update(pathlib.Path(name).resolve())
