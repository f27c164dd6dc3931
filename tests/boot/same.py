#!/usr/bin/env python3
"""What is logged must change nothing that a guest does: runs a command with several choices of `trace=`, `events=` and `lines=`, and
compares the status, the `end` and `result` lines, and where they are shown the `console` and `screen` lines.

Usage: same.py CHOICES COMMAND…    CHOICES is few or many. Prints the first run's log; status 1 when another differs.
"""

import subprocess
import sys

# Options, and whether all text is shown.
FEW = ((("--trace", "console,screen"), True),
       (("--trace", "none"), False),
       (("--trace", "all"), True))
MANY = (*FEW,
        (("--trace", "steps,console,screen,repeats"), True),
        (("--trace", "all,-repeats", "--option", "events=memory"), True),
        (("--trace", "none", "--option", "events=memory"), False),
        (("--trace", "all,-summary", "--option", "lines=3"), False))


def lines_of(log, *events):
    """The lines of those events, without the numbers that are counted by line."""
    return [line for line in log.splitlines() if line.split(" ", 1)[0] in events]


def run(command, options):
    """Its status and log."""
    done = subprocess.run([*command, *options], check=False, stdout=subprocess.PIPE, text=True, errors="replace")
    return done.returncode, done.stdout


def main(choices, command):
    """Returns 0 when all runs are alike."""
    (options, _), *others = {"few": FEW, "many": MANY}[choices]
    status, log = run(command, options)
    print(log, end="")
    ending = lines_of(log, "end", "result")
    if len(ending) != 2:
        print("same.py: the first run has not come to its end", file=sys.stderr)
        return 1
    alike = True
    for options, shows_text in others:
        other_status, other = run(command, options)
        pairs = [("status", [status], [other_status]), ("ending", ending, lines_of(other, "end", "result"))]
        if shows_text:
            pairs += [(event, lines_of(log, event), lines_of(other, event)) for event in ("console", "screen")]
        for name, wanted, found in pairs:
            if wanted != found:
                alike = False
                print(f"same.py: with {' '.join(options)} another {name}: {found}, not {wanted}", file=sys.stderr)
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
