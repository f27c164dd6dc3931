"""Standard input, output and error that are closed, full or left by their reader; an old Python; a terminal of no width."""

import ast
import fcntl
import io
import os
import pathlib
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import unittest
import unittest.mock

from frontend import bench_run, emulators, image, live, places, process, session, terminal

from .support import ROOT, VITRINE

LIST = "run --list"  # prints, and boots nothing
REFUSED = "run there-is-no-such-file.bin"
CLOSED = {"closed stdout": ">&-", "closed stderr": "2>&-", "both closed": ">&- 2>&-", "all closed": "<&- >&- 2>&-", "closed stdin": "<&-",
          "full stderr": "2>/dev/full"}


def shell(words, redirection, **environment):
    """The front end with a shell's redirection; the finished process."""
    return subprocess.run(["bash", "-c", f'exec "$PYTHON" "$VITRINE" {words} {redirection}'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False, cwd=ROOT,
                          env={**os.environ, "PYTHON": sys.executable, "VITRINE": str(VITRINE), **environment})


class Streams(unittest.TestCase):
    """The exit status is the documented one, and there is a sentence where anybody can read it."""

    def test_closed_ones_change_nothing(self):
        for name, redirection in CLOSED.items():
            for words, status in ((LIST, 0), ("run --help", 0), (REFUSED, 104), ("run --frobnicate", 107), ("frobnicate", 107)):
                with self.subTest(name, words=words):
                    done = shell(words, redirection)
                    self.assertEqual(done.returncode, status, done.stderr)
                    self.assertNotIn("Traceback", done.stderr)
                    self.assertNotIn("Exception", done.stderr)

    def test_full_standard_output_is_109(self):
        for words in (LIST, "run --help"):
            for unbuffered in ("", "1"):
                with self.subTest(words, unbuffered=unbuffered):
                    done = shell(words, ">/dev/full", PYTHONUNBUFFERED=unbuffered)
                    self.assertEqual(done.returncode, 109, done.stderr)
                    self.assertIn("vitrine: error: can't write to standard output: No space left on device\n", done.stderr)
                    self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)
        self.assertEqual(shell(LIST, ">/dev/full 2>/dev/full").returncode, 109)
        for words in ("--rules", "tests/explain/kvm-6.1.log"):  # a program of its own writes these
            with self.subTest(words):
                done = shell(f"explain {words}", ">/dev/full")
                self.assertEqual(done.returncode, 109, done.stderr)
                self.assertTrue(done.stderr.endswith("vitrine: error: can't write to standard output: No space left on device\n"), done.stderr)
        self.assertEqual(shell(REFUSED, ">/dev/full").returncode, 104)

    def test_pipe_whose_reader_is_gone_is_109(self):
        for words in (["run", "--list"], ["explain", "--rules"], ["explain", "tests/explain/kvm-6.1.log"]):
            with self.subTest(words):
                ours, theirs = os.pipe()
                os.close(ours)
                try:
                    done = subprocess.run([sys.executable, VITRINE, *words], stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
                                          cwd=ROOT)
                finally:
                    os.close(theirs)
                self.assertEqual(done.returncode, 109, done.stderr)
                # Before it there may be a word of building.
                self.assertRegex(done.stderr, r"(?m)^vitrine: error: standard output was closed by its reader$")

    def test_output_is_utf8_whatever_the_locale(self):
        done = shell("run $'\\xff\\xc3\\xa4'", "", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        self.assertEqual(done.returncode, 104, done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_terminal_of_no_width(self):
        for columns in (0, 1, 2):
            with self.subTest(columns):
                try:
                    ours, theirs = pty.openpty()
                except OSError as error:
                    self.skipTest(f"there are no pseudo-terminals here: {error}")
                try:
                    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 0, columns, 0, 0))
                    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); from frontend import terminal; " \
                           "shown = terminal.Progress(); shown.step('working on it'); shown.clear()"
                    done = subprocess.run([sys.executable, "-B", "-c", code], stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=False)
                    self.assertEqual(done.returncode, 0)
                    text = os.read(ours, 4096).decode()
                    self.assertNotIn("Traceback", text)
                    self.assertEqual("working on it …" in text, columns == 0, text)
                finally:
                    os.close(ours)
                    os.close(theirs)
        self.assertEqual(shell("run --help", "", COLUMNS="0").returncode, 0)
        self.assertEqual(shell("run --help", "", COLUMNS="1").returncode, 0)

    def test_no_home_and_no_path(self):
        for name in ("HOME", "PATH", "TERM"):
            environment = {key: value for key, value in os.environ.items() if key != name}
            done = subprocess.run([sys.executable, VITRINE, "run", "--list"], capture_output=True, text=True, timeout=60, check=False, env=environment)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_defect_is_a_sentence_and_105(self):
        code = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); from frontend import main, run; run.list_guests = lambda: [][1]; " \
               "sys.exit(main.main(['run', '--list']))"
        done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 105, done.stderr)
        self.assertRegex(done.stderr, r"^vitrine: error: a defect of Vitrine's front end: IndexError: list index out of range \(.*<string>:1\)\n")


class Waiting(unittest.TestCase):
    """What takes over five seconds shows that it goes on."""

    def shown(self, *times):
        """What Progress writes elsewhere than to a terminal, asked at these times after a step."""
        said = io.StringIO()
        with unittest.mock.patch("time.monotonic", side_effect=[0, 0, *times]), unittest.mock.patch("sys.stderr", said), \
                unittest.mock.patch("frontend.streams.say", said.write):
            progress = terminal.Progress()
            progress.step("building")
            for _ in times:
                progress.waiting()
        return said.getvalue().splitlines()

    def test_after_five_seconds_and_ever_more_seldom(self):
        self.assertEqual(self.shown(1, 4.9), ["vitrine: building"])
        self.assertEqual(self.shown(4, 5, 6, 9, 10, 11, 19, 21), ["vitrine: building", "vitrine: building: 5 s so far", "vitrine: building: 10 s so far",
                                                              "vitrine: building: 21 s so far"])

    def test_a_tool_that_works_is_asked_each_second(self):
        calls = []
        output = process.run(["sh", "-c", "sleep 2.5; echo done"], status=105, what="it", waiting=lambda: calls.append(1))
        self.assertEqual(output, "done\n")
        self.assertGreaterEqual(len(calls), 1)

    def test_making_the_iso(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "grub-mkrescue").write_text("#!/bin/sh\nsleep 2.5\n", encoding="ascii")
            (place / "grub-mkrescue").chmod(0o755)
            with unittest.mock.patch.dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}"), unittest.mock.patch.object(places, "BOOT_KERNEL", VITRINE):
                calls = []
                image.make(place / "x.iso", options=[], waiting=lambda: calls.append(1))
        self.assertGreaterEqual(len(calls), 1)

    def boot(self, kind, script, **needs):
        """What a session calls, in order, while an emulator is this shell script of serial log $1 and terminal $2: "line" or "waiting"."""
        calls = []
        with tempfile.TemporaryDirectory() as folder:
            work = pathlib.Path(folder)
            needs = emulators.Needs(terminal=work / "terminal") if needs.get("live") else emulators.Needs()
            emulator = unittest.mock.Mock(name="emulator", environment=dict)
            emulator.command = lambda iso, serial, *_, **__: ["sh", "-c", script, "sh", serial, work / "terminal"]
            kind(emulator, work, firmware="bios", timeout=30, on_line=lambda _: calls.append("line"), waiting=lambda: calls.append("waiting"),
                 needs=needs).boot("no.iso")
        return calls

    def test_booting(self):
        calls = self.boot(session.Session, "sleep 0.5; echo vitrine version=0 >$1; echo result status=ok >>$1")
        self.assertEqual((calls[0], calls.count("line")), ("waiting", 2))

    def test_booting_live_until_the_terminal_is_the_guests(self):
        calls = self.boot(live.LiveSession, "sleep 0.5; echo vitrine version=0 >$2; sleep 0.5; echo result status=ok >$2; sleep 0.3", live=True)
        self.assertEqual(calls[-2:], ["line", "line"])
        self.assertGreaterEqual(calls.count("waiting"), 2)

    def test_booting_by_bench(self):
        made = []
        progress = unittest.mock.Mock()

        def start(*_, waiting, **__):
            made.append(waiting)
            return unittest.mock.Mock(boot=lambda _: {"status": "ok"})
        with unittest.mock.patch.object(session, "Session", start), unittest.mock.patch.object(image, "cached"), \
                unittest.mock.patch.object(emulators.Bochs, "require"):
            bench_run._boot(progress, "bochs:ryzen", [], "what")  # pylint: disable=protected-access
        self.assertEqual(made, [progress.waiting])


class Environment(unittest.TestCase):
    """What a tool gets of the user's environment."""

    def test_no_setting_of_python(self):
        with unittest.mock.patch.dict(os.environ, PYTHONPATH="/x", PYTHONHOME="/y", LANG="de_DE.UTF-8", OTHER="z"):
            found = process.environment(MORE="w")
        self.assertEqual([name for name in found if name.startswith("PYTHON")], [])
        self.assertEqual((found["LC_ALL"], found["OTHER"], found["MORE"]), ("C.UTF-8", "z", "w"))


class OldPython(unittest.TestCase):
    """A sentence, not a traceback, from a Python that is too old."""

    def test_launcher_can_be_read_by_old_ones(self):
        source = VITRINE.read_text(encoding="utf-8")
        tree = ast.parse(source, feature_version=(3, 4))
        # What Python 2.7 and 3.4 can't read: formatted strings, annotations, print as a statement is not used.
        for node in ast.walk(tree):
            self.assertNotIsInstance(node, (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred))
        self.assertTrue(source.isascii())

    def test_front_end_can_be_read_by_the_oldest_it_wants(self):
        for path in (ROOT / "tools" / "frontend").glob("*.py"):
            with self.subTest(path.name):
                ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))

    def launched_by(self, *version):
        """The launcher, run by a Python that says it is of that version."""
        code = f"import runpy, sys; sys.version_info = {version!r}; sys.argv = ['vitrine', 'run', '--list']; runpy.run_path({str(VITRINE)!r}, run_name='__main__')"
        return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, timeout=60, check=False)

    def test_sentence(self):
        for version in ((2, 7, 18), (3, 6, 9), (3, 9, 99)):
            done = self.launched_by(*version, "final", 0)
            self.assertEqual(done.returncode, 107, done.stderr)
            self.assertTrue(done.stderr.startswith(f"vitrine: error: this is Python {version[0]}.{version[1]}, and Vitrine needs 3.10 or newer\n"), done.stderr)
            self.assertNotIn("Traceback", done.stderr)
        self.assertEqual(self.launched_by(3, 10, 0, "final", 0).returncode, 0)

    def test_a_real_old_one_where_there_is_one(self):
        found = [path for name in ("python2", "python2.7", "python3.5", "python3.6", "python3.7", "python3.8", "python3.9")
                 for path in [pathlib.Path("/usr/bin", name)] if path.exists()]
        if not found:
            self.skipTest("no Python before 3.10 is installed")
        for python in found:
            done = subprocess.run([python, VITRINE, "run", "--list"], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 107, done.stderr)
            self.assertIn("needs 3.10 or newer", done.stderr)


if __name__ == "__main__":
    unittest.main()
