"""What ends the front end: a signal, and then neither an emulator nor any other process of its is left; and what doesn't."""

import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

from .support import Folder, VITRINE

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
IN_BACKGROUND = (signal.SIGINT, signal.SIGQUIT)  # what a shell without job control has its background ignore
LIMIT = 60  # seconds, generous


def descendants(parent):
    """{process id: its program's name} of the children of a process and of theirs."""
    found = {}
    try:
        words = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return found
    # Every thread has its own children.
    for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            words += task.read_text(encoding="ascii").split()
        except (FileNotFoundError, ProcessLookupError):
            pass
    for pid in {int(word) for word in words}:
        try:
            found[pid] = pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found |= descendants(pid)
    return found


def alive(pid):
    """Whether a process runs: a dead one that nobody has waited for does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
class Signals(Folder):
    """Each test says which signals are ignored from the start, so that it is the same wherever it is started itself."""

    def start(self, *words, ignored=()):
        """Starts ./vitrine with all of ENDING as they are by default, but the ignored ones."""
        names = [number.name.removeprefix("SIG") for number in ignored]
        process = subprocess.Popen(
            ["env", "--default-signal=INT,TERM,HUP,QUIT", *([f"--ignore-signal={','.join(names)}"] if names else []),
             sys.executable, VITRINE, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, LIMIT)
        self.addCleanup(process.terminate)
        return process

    def looping(self, budget, ignored=()):
        """A run whose guest loops for the budget; returns when the guest is entered."""
        process = self.start("run", "--no-build", "--emulator", "bochs", self.write("loop.bin", b"\xeb\xfe"), "--budget", budget, ignored=ignored)
        for line in process.stdout:
            if line.startswith("vmx step=vmlaunch"):
                return process
        self.fail("the guest was never entered")

    def ends_by(self, process, number, *programs):
        """The signal ends the process and all that it started, among which the programs are."""
        limit = time.monotonic() + LIMIT
        while not set(programs) <= set((started := descendants(process.pid)).values()):
            self.assertLess(time.monotonic(), limit, f"no {programs} among {started}")
            self.assertIsNone(process.poll(), "ended before the signal")
            time.sleep(0.05)
        process.send_signal(number)
        process.communicate(timeout=LIMIT)
        self.assertEqual(process.returncode, 130)
        limit = time.monotonic() + LIMIT
        while left := [name for pid, name in started.items() if alive(pid)]:
            self.assertLess(time.monotonic(), limit, f"left: {left}")
            time.sleep(0.05)

    def test_each_ends_a_run(self):
        for number in ENDING:
            with self.subTest(number.name):
                self.ends_by(self.looping("1000G"), number, "bochs-bin")

    def test_in_the_background_of_a_shell(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                self.ends_by(self.looping("1000G", ignored=IN_BACKGROUND), number, "bochs-bin")

    def test_by_nohup_sigterm_still_ends_it(self):
        self.ends_by(self.looping("1000G", ignored=(signal.SIGHUP, *IN_BACKGROUND)), signal.SIGTERM, "bochs-bin")

    def test_an_ignored_signal_changes_nothing(self):
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(number.name):
                process = self.looping("50M", ignored=(number,))
                process.send_signal(number)
                output, _ = process.communicate(timeout=LIMIT)
                self.assertEqual(process.returncode, 101, output)
                self.assertRegex(output, r"(?m)^result status=budget ")

    def test_several_emulators_at_once(self):
        self.ends_by(self.start("bench", "--no-build"), signal.SIGTERM, "bochs-bin")

    def test_tests_in_emulators(self):
        """From the front end over lit, its worker and another front end to the emulator."""
        self.ends_by(self.start("test", "--only", "world", "--filter", "waits_for_key"), signal.SIGTERM, "bochs-bin")


if __name__ == "__main__":
    unittest.main()
