"""Where a checkout, a guest and temporary files may lie, whose build it is, what can't be written or is full, and who else is at work."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

from frontend import aliases, build, image, packages, places, terminal, workspace
from frontend.status import ExitStatus, Failure

from .support import ROOT, vitrine

ODD = "a b\tc#$d'e\"f,g\\h\u00fc;i=j(k)"  # what CMake, Ninja, NASM, GRUB's scripts, Bochs or QEMU take for more than a character
SILENT = terminal.Progress(quiet=True)


class Folder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name).resolve()

    def copy(self, name):
        """The checkout's sources, copied."""
        there = self.folder / name
        files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False).stdout
        if not files:
            self.skipTest("this is no git checkout")
        for file in os.fsdecode(files).split("\0")[:-1]:
            if (ROOT / file).exists():
                (there / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, there / file)
        return there


def run(checkout, *words, **options):
    """./vitrine of a checkout."""
    environment = {**os.environ, "VITRINE_EMULATOR": "bochs", **options.pop("environment", {})}
    return subprocess.run([options.pop("python", sys.executable), checkout / "vitrine", *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=550,
                          check=False, env=environment, **options)


class Aliases(Folder):
    """Links to paths that some tool can't take."""

    def test_plain_paths_stand_for_themselves(self):
        self.assertEqual(aliases.alias("/usr/share/x_1.0-2+b"), pathlib.Path("/usr/share/x_1.0-2+b"))
        for character in " \t\n#$'\"`,\\;=()&|<>*?[]{}!~%@:^\u00fc\udcff":
            self.assertFalse(aliases.is_plain(f"/tmp/a{character}b"), repr(character))

    def test_odd_ones_get_a_link_that_stays(self):
        odd = self.folder / ODD
        odd.mkdir()
        link = aliases.alias(odd)
        self.addCleanup(link.unlink)
        self.assertTrue(aliases.is_plain(link))
        self.assertEqual(link.resolve(), odd)
        self.assertEqual(aliases.alias(odd), link)
        self.assertEqual(stat.S_IMODE(link.parent.stat().st_mode), 0o700)
        link.unlink()
        link.symlink_to("/somewhere/else")
        self.assertEqual(aliases.alias(odd).resolve(), odd)

    def test_long_ones_too(self):
        long = self.folder / ("x" * 100)
        link = aliases.alias(long, 60)
        self.addCleanup(link.unlink)
        self.assertLess(len(str(link)), 60)

    def test_a_folder_that_others_may_change_is_not_trusted(self):
        theirs = self.folder / f"vitrine-{os.geteuid()}"
        theirs.mkdir()
        theirs.chmod(0o777)
        with unittest.mock.patch.object(aliases, "_PLACES", (str(self.folder),)), unittest.mock.patch.dict(os.environ, TMPDIR=""):
            self.assertEqual(aliases.alias("/a b"), pathlib.Path("/a b"))
        self.assertEqual(list(theirs.iterdir()), [])


@unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
class OddPaths(Folder):
    """Everything by names with every odd character."""

    def setUp(self):
        super().setUp()
        self.odd = self.folder / ODD
        self.odd.mkdir()
        self.addCleanup(self.forget)

    def forget(self):
        """Takes away the links to this test's folders."""
        for link in pathlib.Path(f"/tmp/vitrine-{os.geteuid()}").glob("*"):
            if str(self.folder) in os.readlink(link):
                link.unlink()

    def test_guest_and_temporary_folder(self):
        (self.odd / "mine.inc").write_text("%define CODE 5\n", encoding="utf-8")
        source = self.odd / f"{ODD}.asm"
        source.write_text('bits 16\norg 0x7c00\n%include "vitrine.inc"\n%include "mine.inc"\nlabel:\nvitrine_exit CODE\n', encoding="utf-8")
        log = self.odd / "l,o g"
        done = vitrine("run", "--no-build", source, "--log", log, TMPDIR=str(self.odd))
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("guest name=a-b-c--d-e-f-g-h--i-j-k- ", log.read_text(encoding="utf-8"))
        done = vitrine("debug", "--no-build", source, "--timeout", "60", "--command", "s", "--command", "info symbols", TMPDIR=str(self.odd))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        disk = self.odd / "d,i s\tk.img"
        disk.write_bytes(b"\xfa".ljust(510, b"\xf4") + b"\x55\xaa")
        done = vitrine("run", "--no-build", "--disk", disk, "--screen", self.odd / "s,c.png", TMPDIR=str(self.odd))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.odd / "s,c.png").read_bytes().startswith(b"\x89PNG"))
        self.assertEqual([path.name for path in self.odd.iterdir() if path.name.startswith("vitrine-")], [])

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "QEMU isn't installed")
    def test_temporary_folder_in_qemu(self):
        done = vitrine("run", "--no-build", "--vendor", "amd", "--guest", "real", "--emulator", "qemu", TMPDIR=str(self.odd))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_long_temporary_folder(self):
        long = self.folder / ("x" * 200)
        long.mkdir()
        done = vitrine("run", "--no-build", "--guest", "real", TMPDIR=str(long))
        self.assertEqual(done.returncode, 0, done.stderr)

    @unittest.skipIf(packages.missing(packages.IMAGE), "what makes images isn't installed")
    def test_checkout(self):
        """All but building there, which long_places.py does."""
        there = self.copy(ODD)
        (there / "build" / "kernel").mkdir(parents=True)
        shutil.copy(places.BOOT_KERNEL, there / "build" / "kernel")
        done = run(there, "run", "--no-build", "--guest", "real")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run(there, "iso", "--no-build", "-o", there / "a b.iso")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater((there / "a b.iso").stat().st_size, 1 << 20)
        done = run(there, "test", "--only", "format")
        self.assertEqual(done.returncode, 107, done.stderr)
        self.assertIn("the tests need a checkout whose path", done.stderr)
        self.assertEqual(run(there, "clean").returncode, 0)
        self.assertFalse((there / "build").exists())


class Configured(Folder):
    """Whose a build folder is, by CMake's cache."""

    def configured_elsewhere(self, home, cache):
        """The answer for a cache with these lines, in the checkout's build folder x."""
        directory = self.folder / "build" / "x"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "CMakeCache.txt").write_text(f"# This is the CMakeCache file.\n{home}{cache}", encoding="utf-8")
        with unittest.mock.patch.object(places, "ROOT", self.folder):
            return build._configured_elsewhere(directory)  # pylint: disable=protected-access

    def test_whose(self):
        home, cache = f"CMAKE_HOME_DIRECTORY:INTERNAL={self.folder}\n", f"CMAKE_CACHEFILE_DIR:INTERNAL={self.folder}/build/x\n"
        self.assertFalse(self.configured_elsewhere(home, cache))
        self.assertTrue(self.configured_elsewhere("CMAKE_HOME_DIRECTORY:INTERNAL=/other\n", cache))
        self.assertTrue(self.configured_elsewhere(home, "CMAKE_CACHEFILE_DIR:INTERNAL=/other/build/x\n"))
        self.assertTrue(self.configured_elsewhere("", ""))
        link = self.folder / "link"
        link.symlink_to(self.folder)
        self.assertFalse(self.configured_elsewhere(f"CMAKE_HOME_DIRECTORY:INTERNAL={link}\n", f"CMAKE_CACHEFILE_DIR:INTERNAL={link}/build/x\n"))


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody who may not write here")
class Unwritable(Folder):
    """A checkout of somebody else's."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.checkout = self.copy("checkout")
        for path in (self.checkout, *self.checkout.rglob("*")):
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0))

    def as_nobody(self, *words):
        """Run by a user who may read it alone."""
        probe = subprocess.run(["/usr/bin/python3", "-c", "import sys; open(sys.argv[1], encoding=\"utf-8\")", self.checkout / "vitrine"], user="nobody", check=False).returncode
        if probe:
            self.skipTest("nobody can't read the folder of the tests")
        return run(self.checkout, *words, python="/usr/bin/python3", user="nobody", group="nogroup", extra_groups=[], cwd="/", environment={"HOME": "/nonexistent"})

    def test_build_and_clean(self):
        done = self.as_nobody("build")
        self.assertEqual(done.returncode, 109, done.stderr)
        self.assertEqual(done.stderr.splitlines()[0], f"vitrine: error: can't build: {self.checkout} can't be written")
        self.assertEqual(self.as_nobody("clean").returncode, 0)
        (self.checkout / "build" / "kernel").mkdir(parents=True)
        done = self.as_nobody("clean")
        self.assertEqual(done.returncode, 109, done.stderr)
        self.assertRegex(done.stderr, r"^vitrine: error: can't remove .*/build: .*: Permission denied\n")
        done = self.as_nobody("build")
        self.assertEqual(done.returncode, 109, done.stderr)

    @unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
    def test_run_of_what_is_built(self):
        (self.checkout / "build" / "kernel").mkdir(parents=True)
        shutil.copy(places.BOOT_KERNEL, self.checkout / "build" / "kernel")
        done = self.as_nobody("run", "--no-build", "--guest", "real")
        self.assertEqual(done.returncode, 0, done.stderr)
        output = self.checkout / "out.iso"
        done = self.as_nobody("iso", "--no-build", "-o", output)
        self.assertEqual(done.returncode, 109, done.stderr)
        self.assertRegex(done.stderr, r"^vitrine: .*\n?vitrine: error: .*out\.iso: Permission denied\n")


class Full(Folder):
    """A disk without room."""

    @contextlib.contextmanager
    def small(self, size):
        """A file system of that size."""
        there = self.folder / "small"
        there.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", there], capture_output=True, check=False).returncode:
            self.skipTest("no file system can be mounted here")
        try:
            yield there
        finally:
            subprocess.run(["umount", there], check=True)

    def test_failure_by_a_full_disk_says_so(self):
        with self.small("1M") as there:
            with self.assertRaises(Failure) as raised, workspace.room(there):
                raise Failure(ExitStatus.PANIC, "the tool's own words")
            self.assertEqual(raised.exception.status, ExitStatus.PANIC)
            (there / "x").write_bytes(bytes(1000 << 10))
            with self.assertRaises(Failure) as raised, workspace.room(there):
                raise Failure(ExitStatus.PANIC, "the tool's own words")
            self.assertEqual(raised.exception.status, ExitStatus.MACHINE)
            self.assertEqual(raised.exception.message, f"there is no more room in {there}")

    @unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
    def test_full_temporary_folder(self):
        with self.small("300K") as there:
            done = vitrine("run", "--no-build", "--option", f"trace=all,-port:{time.time_ns() & 0xFFFF}", TMPDIR=str(there))
            self.assertEqual(done.returncode, 109, done.stderr)
            self.assertIn("room", done.stderr)
            self.assertNotIn("Traceback", done.stderr)
            self.assertEqual(list(there.iterdir()), [])


class Together(Folder):
    """Two at work in one checkout."""

    def test_one_that_builds_waits_for_the_other_and_says_so(self):
        said = []
        with unittest.mock.patch.object(places, "ROOT", self.folder):
            progress = unittest.mock.Mock(step=said.append)
            with build.lock(progress, alone=False), build.lock(progress, alone=False):
                self.assertEqual(said, [])
            handle = os.open(self.folder, os.O_RDONLY)
            self.addCleanup(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_SH)

            def step(text):
                said.append(text)
                fcntl.flock(handle, fcntl.LOCK_UN)

            progress.step = step
            with build.lock(progress, alone=True):
                self.assertEqual(said, ["waiting for another ./vitrine that builds or boots in this checkout"])
                with self.assertRaises(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def test_a_run_does_not_wait_for_the_programs_of_the_host(self):
        for name in ("tests", "tools/explain", "build"):
            (self.folder / name).mkdir(parents=True)
        said = []

        def step(text):
            said.append(text)
            raise InterruptedError

        progress = unittest.mock.Mock(step=step)
        with unittest.mock.patch.object(places, "ROOT", self.folder), unittest.mock.patch.object(places, "BUILD", self.folder / "build"):
            with build.lock(progress, alone=True, name="host"):
                with build.lock(progress, alone=False), build.lock(progress, alone=True, name="tools"):
                    self.assertEqual(said, [])
                with build.lock(progress, alone=True):
                    self.assertEqual(said, [])
                with self.assertRaises(InterruptedError):
                    build.clean(progress)
                with self.assertRaises(InterruptedError), build.lock(progress, alone=True, name="host"):
                    pass
            self.assertEqual(len(said), 2)
            self.assertTrue((self.folder / "build").exists())
            with unittest.mock.patch.object(sys, "dont_write_bytecode", sys.dont_write_bytecode):
                build.clean(progress)
            self.assertFalse((self.folder / "build").exists())
        self.assertEqual(len(said), 2)

    @unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
    def test_two_runs(self):
        words = [sys.executable, str(ROOT / "vitrine"), "run", "--no-build", "--emulator", "bochs", "--guest", "real,real", "--budget", f"{time.time_ns() % 1000 + 100}M"]
        both = [subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        outputs = [process.communicate(timeout=120) for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], outputs)
        self.assertEqual(outputs[0][0], outputs[1][0])
        self.assertTrue(outputs[0][0].splitlines()[-1].startswith("result status=ok"))


class Sudo(unittest.TestCase):
    """Installing as an ordinary user."""

    def test_password_without_a_terminal(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder).chmod(0o755)
            for name, code in (("sudo", 1), ("apt-get", 99)):
                path = pathlib.Path(folder, name)
                path.write_text(f"#!/bin/sh\nexit {code}\n", encoding="ascii")
                path.chmod(0o755)
            with unittest.mock.patch.dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}"), unittest.mock.patch("os.geteuid", return_value=1000), \
                    open(os.devnull, encoding="ascii") as nothing, unittest.mock.patch("sys.stdin", nothing), self.assertRaises(Failure) as raised:
                packages.require(SILENT, {"a-package": "/no/such/file"})
        self.assertEqual(raised.exception.status, ExitStatus.USAGE)
        self.assertEqual(raised.exception.message, "these Debian packages are missing, and sudo wants a password, but there is no terminal to ask: a-package")
        self.assertIn("apt-get install", raised.exception.hint)


class NoKernel(Folder):
    """--no-build where nothing was ever built."""

    def test_sentence(self):
        with unittest.mock.patch.object(places, "BOOT_KERNEL", self.folder / "none"), unittest.mock.patch.object(packages, "require"), \
                self.assertRaises(Failure) as raised:
            image.cached(SILENT, options=[])
        self.assertEqual((raised.exception.status, raised.exception.message), (ExitStatus.USAGE, "there is no kernel yet"))


if __name__ == "__main__":
    unittest.main()
