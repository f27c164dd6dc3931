"""Programs in Python that run programs in Python: each in a process of its own, but by fork, without a new interpreter. A boot test has up
to three of them, and an interpreter takes as long to start as the least of them to run."""

import os
import runpy
import subprocess
import sys
import tempfile
import traceback


def _become(words):
    """Runs the program words[0] in this process, and ends it."""
    status = 1
    try:
        sys.argv = words
        sys.path[0] = os.path.dirname(words[0])
        runpy.run_path(words[0], run_name="__main__")
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # pylint: disable=broad-exception-caught
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)


def run(command, output=None):
    """The exit status of a command, negative by a signal. Its standard output goes to the file descriptor `output`, or where this
    program's goes."""
    if command[0] != sys.executable or not command[1].endswith(".py"):
        return subprocess.run(command, check=False, stdout=output).returncode
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        if output is not None:
            os.dup2(output, 1)
        _become(command[1:])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def output_of(command):
    """(exit status, standard output) of a command."""
    with tempfile.TemporaryFile() as file:
        status = run(command, file.fileno())
        file.seek(0)
        return status, file.read().decode("utf-8", errors="replace")
