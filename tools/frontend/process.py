"""Child processes: each in a group of its own, none left behind."""

import concurrent.futures
import contextlib
import os
import signal
import subprocess

from .status import ExitStatus, Failure


def environment(**extra):
    """The environment for tools: messages in English, as their output is read, and none of the user's settings for Python, by which a tool that
    is written in it could take other modules than its own, and CMake finds another one."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}, "LC_ALL": "C.UTF-8", **extra}


_live = set()  # the process groups that run now, of every thread


def end_by_signals():
    """Has SIGTERM, SIGHUP, SIGINT and SIGQUIT end this process in order: what it started ends with it, and the terminal is as before.
    But a signal that is ignored from the start stays so, as whoever started it wished: SIGHUP by nohup, SIGINT and SIGQUIT in the
    background of a shell without job control. SIGTERM always ends it."""
    numbers = [number for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
               if number == signal.SIGTERM or signal.getsignal(number) != signal.SIG_IGN]

    def end(_number, _frame):
        # One is enough: the next, as those of a terminal that is closed, would cut the tidying short.
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, end)


def _end(group, process):
    """Ends a process group, if need be by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
            break


@contextlib.contextmanager
def child(command, **options):
    """Starts `command` in its own process group and ends the whole group on the way out, whatever happened."""
    try:
        process = subprocess.Popen([str(word) for word in command], start_new_session=True, **options)
    except OSError as error:
        raise Failure(ExitStatus.EMULATOR_FAILED, f"can't start {command[0]}: {error.strerror}") from error
    _live.add(process.pid)
    try:
        yield process
    finally:
        _live.discard(process.pid)
        _end(process.pid, process)


@contextlib.contextmanager
def in_foreground(command, **options):
    """Starts `command` with the user's terminal, in the terminal's own process group. Meanwhile Ctrl-C is the command's alone; it ends on
    the way out."""
    process = subprocess.Popen([str(word) for word in command], **options)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def pool(workers):
    """A pool of threads that start processes. When its block is left by an exception, as by a signal, what waits is given up and what runs
    is ended."""
    with concurrent.futures.ThreadPoolExecutor(workers) as threads:
        try:
            yield threads
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            for group in list(_live):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGTERM)
            raise


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
