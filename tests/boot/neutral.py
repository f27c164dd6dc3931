#!/usr/bin/env python3
"""Runs a command that prints a log, and prints it from its first `guest` line on without the vendor's own lines (`vmx step=…`,
`svm step=…`): what is left is the same on every processor. The exit status is the command's.

With `check=entries` and `check=state` each guest must have said that it was checked, or the status is 1; such a line is left out. An entry
that broke a rule has ended the guest, which the test sees by its `end` line.

Usage: neutral.py COMMAND…
"""

import re
import sys

import programs

CHECKED = {"entries": re.compile(r"check name=entries count=[1-9][0-9]* rules=[1-9][0-9]* broken=[0-9]+ status=(ok|failed)"),
           "state": re.compile(r"check name=state count=[1-9][0-9]* status=ok")}


def main(command):
    """Returns the command's status."""
    status, output = programs.output_of(command)
    wanted = {name for word in command if word.startswith("check=") for name in word.removeprefix("check=").split(",")} & CHECKED.keys()
    begun, ended, checked = False, 0, dict.fromkeys(wanted, 0)
    for line in output.splitlines():
        begun = begun or line.startswith("guest ")
        ended += line.startswith("end guest=")
        said = [name for name in wanted if CHECKED[name].fullmatch(line)]
        if said:
            checked[said[0]] += 1
        elif begun and not line.startswith(("vmx ", "svm ")):
            print(line)
    for name, count in sorted(checked.items()):
        if count != ended:
            print(f"neutral.py: of {ended} guests {count} were checked by check={name}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
