#!/usr/bin/env python3
"""Runs a command whose exit status must be a given number, and passes its standard output on.

Usage: status.py NUMBER COMMAND…
"""

import sys

import programs


def main(arguments):
    """0 when the status is as expected."""
    expected = int(arguments[0])
    status = programs.run(arguments[1:])
    if status != expected:
        print(f"status.py: exit status {status}, expected {expected}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
