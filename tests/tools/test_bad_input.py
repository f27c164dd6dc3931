"""Bad input, found before anything boots: files that are no guest, misspelt names, every option of every command with nonsense, broken records."""

import gzip
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import zlib

from frontend import disks, kinds, main, names, places, records
from frontend.status import Failure

from .support import VITRINE, Folder, vitrine

BOOTS = b"\xeb\xfe".ljust(510, b"\0") + b"\x55\xaa"
# What a file of that beginning is called; None for one that may be a guest.
FILES = {
    b"\x7fELF\x02\x01\x01" + bytes(600): "is an ELF file",
    BOOTS + b"\xeb\x66HdrS" + bytes(600): "is a Linux kernel",
    bytes(0x8001) + b"CD001\x01": "is a CD's image",
    BOOTS + bytes(0x8001 - 512) + b"CD001\x01": None,
    gzip.compress(b"x" * 900): "is compressed by gzip",
    b"\xfd7zXZ\0" + bytes(100): "is compressed by xz",
    b"BZh91AY&SY" + bytes(100): "is compressed by bzip2",
    b"\x28\xb5\x2f\xfd" + bytes(100): "is compressed by zstd",
    b"PK\x03\x04" + bytes(100): "is a ZIP archive",
    b"QFI\xfb\0\0\0\x03" + bytes(600): "is a qcow2 image",
    b"<<< Oracle VM VirtualBox Disk Image >>>\n".ljust(64, b"\0") + b"\x7f\x10\xda\xbe" + bytes(600): "is a VDI image",
    b"KDMV\x01\0\0\0" + bytes(600): "is a VMDK image",
    b"# Disk DescriptorFile\nversion=1\n": "is the description of a VMDK image",
    b"conectix" + bytes(600): "is a VHD image",
    b"vhdxfile" + bytes(600): "is a VHDX image",
    b"MZ".ljust(0x3C, b"\0") + b"\x40\0\0\0PE\0\0" + bytes(600): "is a program for UEFI or Windows",
    b"mov ax, 1\nhlt\n": "is a text",
    "\u00e4\n".encode(): "is a text",
    b"\xf4": None,
    b"\xeb\xfe\n": None,
    b"MZ" + bytes(600): None,
    BOOTS: None,
    b"\x1f\x8b\x07": None,
    b"Hi": None,
}


class Files(Folder):
    """Each file is named for what it is."""

    def test_by_their_beginning(self):
        for content, said in FILES.items():
            with self.subTest(content[:16]):
                path = self.write("file", content)
                if said is None:
                    kinds.refuse(path)
                    continue
                with self.assertRaises(Failure) as raised:
                    kinds.refuse(path)
                self.assertTrue(raised.exception.message.startswith(f"{path} {said}"), raised.exception.message)
                self.assertTrue(raised.exception.hint)
                self.assertEqual(raised.exception.status, 104)

    def test_real_tools_make_what_is_recognized(self):
        raw = self.write("raw", BOOTS.ljust(1 << 20, b"\0"))
        if not shutil.which("qemu-img"):
            self.skipTest("qemu-img isn't installed")
        for kind in ("qcow2", "vdi", "vmdk", "vpc", "vhdx"):
            with self.subTest(kind), self.assertRaises(Failure) as raised:
                subprocess.run(["qemu-img", "convert", "-q", "-O", kind, raw, self.folder / kind], check=True)
                disks.check(self.folder / kind)
            self.assertIn("qemu-img convert -O raw", raised.exception.hint)

    def test_by_the_command(self):
        for words, said in (([self.write("k.elf", b"\x7fELF" + bytes(60))], "is an ELF file"), (["--disk", self.write("d.img", b"QFI\xfb" + bytes(600))], "is a qcow2"),
                            ([self.folder], "is a folder"), (["/dev/null"], "is a device"), (["--disk", "/dev/null"], "is no file"),
                            ([self.write("empty", b"")], "is empty"), ([self.write("t.txt", b"text\n")], "is a text")):
            for command in (["run"], ["iso", "-o", self.folder / "x.iso"], ["debug"]):
                with self.subTest(command[0], said=said):
                    done = vitrine(*command, "--no-build", *words)
                    self.assertEqual(done.returncode, 104, done.stderr)
                    self.assertIn(said, done.stderr)
                    self.assertNotIn("booting", done.stderr)


class Outputs(Folder):
    """A file that can't be written is known before anything boots."""

    def test_before_the_run(self):
        disk = self.write("d.img", BOOTS)
        for option in ("--log", "--screen", "--save-disk"):
            for path in ("/nonexistent/x", str(self.folder), "/proc/x"):
                with self.subTest(option, path=path):
                    done = vitrine("run", "--no-build", "--disk", disk, option, path)
                    self.assertEqual(done.returncode, 109, done.stderr)
                    self.assertRegex(done.stderr, f"^vitrine: error: can't write {path}: ")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["d.img"])


class Names(Folder):
    """A misspelt name is said with the near one, and no emulator starts."""

    def test_the_kernels_names_are_found(self):
        self.assertLessEqual({"vmcall", "io", "triple-fault", "bios", "irq", "console", "steps", "screen", "summary", "repeats", "all", "none"}, set(names.trace_words()))
        self.assertLessEqual({"guest", "memory", "budget", "trace", "exits", "fault", "caps"}, set(names.options()))

    def test_near_names(self):
        for words, status, said in (
                (["--guest", "lnog"], 104, "there is no built-in guest 'lnog'; did you mean long?"),
                (["--guest", "real,protectd"], 104, "did you mean protected?"),
                (["--trace", "io,-cosnole"], 104, "--trace has no word '-cosnole'; did you mean console?"),
                (["--trace", "cosnole"], 104, "did you mean console?"),
                (["--intercept", "rtdsc"], 104, "did you mean rdtsc?"),
                (["--option", "budgte=1"], 104, "the kernel has no option 'budgte'; did you mean budget?"),
                (["--bugdet", "1"], 107, "--bugdet may be --budget"),
                (["--emulator", "bosch"], 107, "bosch may be bochs")):
            with self.subTest(words):
                done = vitrine("run", "--no-build", *words)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(said, done.stderr)
                self.assertNotIn("booting", done.stderr)
        self.assertIn("rnu may be run", vitrine("rnu").stderr)
        done = vitrine("run", "--no-build", VITRINE_EMULATOR="bosch")
        self.assertEqual(done.returncode, 107)
        self.assertIn("VITRINE_EMULATOR names no emulator: 'bosch'", done.stderr)

    @unittest.skipUnless(shutil.which("bochs"), "Bochs isn't installed")
    def test_processor_of_bochs(self):
        done = vitrine("run", "--no-build", "--cpu", "corei7_skylak_x")
        self.assertEqual(done.returncode, 106, done.stderr)
        self.assertIn("Bochs has no model corei7_skylak_x; did you mean corei7_skylake_x?", done.stderr)

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "QEMU isn't installed")
    def test_processor_of_qemu(self):
        done = vitrine("run", "--no-build", "--emulator", "qemu", "--cpu", "EPYK,+svm")
        self.assertEqual(done.returncode, 106, done.stderr)
        self.assertIn("Qemu has no model EPYK; did you mean EPYC?", done.stderr)

    @unittest.skipUnless(shutil.which("bochs") and shutil.which("qemu-system-x86_64"), "an emulator isn't installed")
    def test_processor_of_every_command_that_boots(self):
        listed = self.write("experiments.txt", b"guest_rflags:0x0\n")
        for emulator, model, words in (
                ("Bochs", "corei7_skylak_x", ["caps", "--cpu"]), ("Bochs", "tigerlak", ["caps", "--diff", "corei7_skylake_x"]),
                ("Bochs", "corei7_skylak_x", ["experiment", listed, "--cpu"]), ("Bochs", "corei7_skylak_x", ["debug", "--cpu"]),
                ("Qemu", "EPYK", ["debug", "--gdb", "--cpu"]), ("Bochs", "corei7_skylak_x", ["bench", "--machine"]),
                ("Bochs", "ryzn", ["bench", "--profile", "cpuid", "--machine"]), ("Qemu", "EPYK", ["bench", "--machine"])):
            with self.subTest(words):
                done = vitrine(*words, ("" if words[0] != "bench" else emulator.lower() + ":") + model)
                self.assertEqual(done.returncode, 106, done.stderr)
                self.assertRegex(done.stderr, f"vitrine: error: {emulator} has no model {model}; did you mean ")
                self.assertNotIn("booting", done.stderr)


class Nonsense(unittest.TestCase):
    """Every option of every command once with nonsense: a sentence and a documented status."""

    # What would work, or install, build or run for long, whatever the option's value.
    PLAIN = {"--filter"}

    def test_every_option(self):
        top = main.parser()
        commands = next(action.choices for action in top._actions if isinstance(action.choices, dict))  # pylint: disable=protected-access
        done = 0
        for command, parser in commands.items():
            for action in parser._actions:  # pylint: disable=protected-access
                if action.nargs == 0 or not action.option_strings or set(action.option_strings) & self.PLAIN:
                    continue
                words = [command, *(["nothing-there"] if command == "experiment" else []), *(["/nonexistent/file"] if command in ("run", "iso", "debug") else []),
                         action.option_strings[-1], *["/nonexistent/\u00fc 'nonsense'"] * (action.nargs if isinstance(action.nargs, int) else 1)]
                if command in ("bench", "test", "explain", "caps") and not action.choices and action.option_strings[-1] not in ("--timeout", "--diff"):
                    continue  # their values are looked at by what they start
                with self.subTest(words):
                    result = subprocess.run([sys.executable, VITRINE, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
                    self.assertIn(result.returncode, (104, 107, 109), result.stderr)
                    self.assertRegex(result.stderr, r"(^|\n)vitrine: error: ")
                    self.assertNotRegex(result.stderr, r"Traceback|_positive|defect")
                    done += 1
        self.assertGreater(done, 50)

    def test_timeout(self):
        for text in ("abc", "", "0", "-1", "nan", "inf"):
            done = vitrine("run", "--no-build", f"--timeout={text}")
            self.assertEqual(done.returncode, 107)
            self.assertIn(f"{text!r} is no number of seconds, which must be more than 0, as in 0.5 or 90", done.stderr)


def record(kind, payload):
    """A record with a right checksum."""
    head = struct.pack("<4sB3xI", b"VREC", kind, len(payload)) + payload
    return head + struct.pack("<I", zlib.crc32(head))


class Records(unittest.TestCase):
    """What comes over COM2 is the emulator's and the guest's: nothing in it is believed."""

    def refused(self, data, said):
        """Its failure's words."""
        with self.assertRaises(Failure) as raised:
            records.read(data)
        self.assertEqual(raised.exception.status, 106)
        self.assertRegex(raised.exception.message, said)

    def test_sectors(self):
        end = record(records.END, b"")
        for length in range(16):
            self.refused(record(records.SECTORS, bytes(length)) + end, "shorter than its head")
        for first in (1 << 63, 1 << 40, records.LARGEST // 512):
            self.refused(record(records.SECTORS, struct.pack("<B3xIQ", 0x80, 1, first) + bytes(512)) + end, "beyond the largest disk")
        self.refused(record(records.SECTORS, struct.pack("<B3xIQ", 0x80, 0xFFFFFFFF, 0)) + end, "another length")

    def test_random_changes(self):
        generator = random.Random(1)
        good = record(records.SECTORS, struct.pack("<B3xIQ", 0x80, 1, 3) + bytes(512)) + record(records.SCREEN, b"VSCR" + bytes(40)) + record(records.END, b"")
        for _ in range(2000):
            data = bytearray(good)
            for _ in range(generator.randint(1, 4)):
                data[generator.randrange(len(data))] = generator.randrange(256)
            try:
                made = records.read(bytes(data[:generator.randint(0, len(data))]))
            except Failure:
                continue
            self.assertLess(len(records.apply(b"", made.sectors)), 1 << 20)


class Kernel(unittest.TestCase):
    """The ELF file that a newcomer is most likely to give."""

    def test_vitrines_own(self):
        if not places.KERNEL.exists():
            self.skipTest("the kernel isn't built")
        done = vitrine("run", "--no-build", places.KERNEL)
        self.assertEqual(done.returncode, 104, done.stderr)
        self.assertRegex(done.stderr, re.escape(f"{places.KERNEL} is an ELF file"))


if __name__ == "__main__":
    unittest.main()
