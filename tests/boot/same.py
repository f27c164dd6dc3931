#!/usr/bin/env python3
"""What is logged must change nothing that a guest does: runs a command with several choices of `trace=`, `events=` and `lines=`, and
compares the status, the `end` and `result` lines, and where they are shown the `console` and `screen` lines.

Usage: same.py short|long large|small COMMAND…

How many choices, and how much the guest does. Prints the first run's log; status 1 when another differs.
"""

import pathlib
import sys

import programs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from frontend.choices import CHOICES  # noqa: E402: the path comes first


def lines_of(log, *events):
    """The lines of those events, without the numbers that are counted by line."""
    return [line for line in log.splitlines() if line.split(" ", 1)[0] in events]


def main(choices, size, command):
    """Returns 0 when all runs are alike."""
    (options, _), *others = CHOICES[choices, size]
    status, log = programs.output_of([*command, *options])
    print(log, end="")
    ending = lines_of(log, "end", "result")
    if len(ending) != 2:
        print("same.py: the first run has not come to its end", file=sys.stderr)
        return 1
    alike = True
    for options, shows_text in others:
        other_status, other = programs.output_of([*command, *options])
        pairs = [("status", [status], [other_status]), ("ending", ending, lines_of(other, "end", "result"))]
        if shows_text:
            pairs += [(event, lines_of(log, event), lines_of(other, event)) for event in ("console", "screen")]
        for name, wanted, found in pairs:
            if wanted != found:
                alike = False
                print(f"same.py: with {' '.join(options) or 'no options'} another {name}: {found}, not {wanted}", file=sys.stderr)
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
