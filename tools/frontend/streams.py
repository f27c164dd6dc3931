"""Standard input, output and error, whatever they were when the front end was started: closed, full, or a pipe whose reader is gone."""

import os
import sys


def prepare():
    """Opens the null device for each of the three that is closed: else the next file that is opened would take its place. Standard output is
    UTF-8, as the log is; names of files that aren't go out as the bytes that they are."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    # Always with a buffer, also under PYTHONUNBUFFERED: what can't be written stays there for flush() to find.
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False, buffering=1 if os.isatty(1) else -1)


def flush(stream):
    """Writes out what `stream` still holds. Returns the error when that can't be, and what it holds is then given up."""
    try:
        stream.flush()
        return None
    except OSError as error:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
        stream.flush()
        return error


def say(text):
    """Writes to standard error. Where that can't be, nobody is there to be told: the exit status remains."""
    try:
        sys.stderr.write(text)
    except OSError:
        pass
    flush(sys.stderr)
