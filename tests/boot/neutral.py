#!/usr/bin/env python3
"""Runs a command that prints a log, and prints it from its first `guest` line on without the vendor's own lines (`vmx step=…`,
`svm step=…`): what is left is the same on every processor. The exit status is the command's.

Usage: neutral.py COMMAND…
"""

import sys

import programs


def main(command):
    """Returns the command's status."""
    status, output = programs.output_of(command)
    begun = False
    for line in output.splitlines():
        begun = begun or line.startswith("guest ")
        if begun and not line.startswith(("vmx ", "svm ")):
            print(line)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
