"""One run of an emulator: its serial log as it comes, its end, its exit status."""

import subprocess
import time

from . import emulators, logs, process
from .status import ExitStatus, Failure

POLL = 0.02  # seconds between two looks at the serial log
GRACE = 10  # seconds for the emulator to end after the `result` line


class Session:
    """Boots `iso` and gives each line of the log to `on_line` when it comes; between them it calls `waiting` over and over."""

    def __init__(self, emulator, work, *, firmware, timeout, on_line, waiting=lambda: None, needs=emulators.Needs()):
        self._emulator = emulator
        self._needs = needs
        self._work = work
        self._serial = work / "serial.log"
        self._firmware = firmware
        self._timeout = timeout
        self._on_line = on_line
        self._waiting = waiting
        self._reader = logs.LineReader()
        self._result = None
        self._lines = 0
        self._deadline = 0.0

    def boot(self, iso):
        """Runs to the end and returns the keys of the `result` line. Without one it's a Failure."""
        command = self._emulator.command(iso, self._serial, self._work, firmware=self._firmware, needs=self._needs)
        output = self._work / "output"
        with output.open("wb") as sink, process.child(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
                env=process.environment(**self._emulator.environment())) as child:
            timed_out = self._follow(child)
        if self._result is not None:
            return self._result
        if timed_out:
            raise Failure(ExitStatus.TIMED_OUT, f"no result after {self._timeout} seconds; the emulator was ended",
                          "--timeout gives it longer; --budget bounds the guest")
        words = self._last_words()
        raise Failure(ExitStatus.EMULATOR_FAILED,
                      f"{self._emulator.name} ended ({child.returncode}) before the log's result line:\n{words}",
                      self._emulator.hint(words))

    def _follow(self, child):
        """Reads the log until the emulator ends; True when it had to be ended by the clock."""
        self._deadline = time.monotonic() + self._timeout
        file = None
        try:
            while True:
                ended = child.poll() is not None
                if file is None and self._serial.exists():
                    file = self._serial.open("rb")
                if file is not None:
                    self._take(file.read())
                if ended:
                    return False
                if self._result is not None:
                    self._deadline = min(self._deadline, time.monotonic() + GRACE)
                if time.monotonic() >= self._deadline:
                    return True
                self._waiting()
                time.sleep(POLL)
        finally:
            if file is not None:
                file.close()

    def _take(self, data):
        for line in self._reader.feed(data):
            self._lines += 1
            self._on_line(line)
            parsed = logs.parse(line)
            if parsed and parsed[0] == "result":
                self._take_result(parsed[1])

    def _take_result(self, keys):
        """The log of a run is whole."""
        self._result = keys

    def _last_words(self):
        """The end of what the emulator said."""
        words = []
        for name in ("output", "emulator.log"):
            path = self._work / name
            if path.exists():
                text = path.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
                words += [line for line in text if ">>PANIC<<" in line or "error" in line.lower()][-3:] or text[-5:]
        return "\n".join(words)


def exit_status(result):
    """The exit status for a `result` line's keys."""
    code = int(result.get("code", ExitStatus.PANIC))
    if result.get("status") in ("ok", "failed"):
        return min(code, ExitStatus.LARGEST_GUEST_CODE)
    return code
