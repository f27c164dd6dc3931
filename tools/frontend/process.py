"""Child processes: each in a group of its own, none left behind."""

import contextlib
import os
import signal
import subprocess

from .status import ExitStatus, Failure


def environment(**extra):
    """The environment for tools: messages in English, as their output is read."""
    return {**os.environ, "LC_ALL": "C.UTF-8", **extra}


@contextlib.contextmanager
def child(command, **options):
    """Starts `command` in its own process group and ends the whole group on the way out, whatever happened."""
    try:
        process = subprocess.Popen([str(word) for word in command], start_new_session=True, **options)
    except OSError as error:
        raise Failure(ExitStatus.EMULATOR_FAILED, f"can't start {command[0]}: {error.strerror}") from error
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)
                break


def run(command, *, status, what, variables=None, waiting=lambda: None, **options):
    """Runs a tool, with more environment `variables`, to its end and returns its output. Its failure is a Failure with the output.
    `waiting` is called each second meanwhile."""
    with child(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
               stdin=subprocess.DEVNULL, env=environment(**(variables or {})), **options) as process:
        output = None
        while output is None:
            try:
                output, _ = process.communicate(timeout=1)
            except subprocess.TimeoutExpired:
                waiting()
    if process.returncode != 0:
        raise Failure(status, f"{what} failed ({command[0]} exited with {process.returncode}):\n{output.rstrip()}")
    return output
