"""The front end: exit statuses, messages, and what it leaves behind."""

import contextlib
import hashlib
import os
import pty
import re
import shutil
import subprocess
import sys
import time
import unittest
from unittest import mock

from frontend import emulators, image, packages
from frontend.status import Failure

from .support import Folder, ROOT, VITRINE, vitrine

NO_BOCHS = "Bochs isn't installed"
NO_QEMU = "QEMU isn't installed"


class Usage(Folder):
    """Wrong use: status 107 for the command line, 104 for files, and a message that says what to do."""

    def refused(self, status, pattern, *words):
        """Runs the words, which must be refused with that status and a message that matches."""
        done = vitrine(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertRegex(done.stderr, pattern)
        self.assertNotIn("Traceback", done.stderr)

    def test_command_line(self):
        self.refused(107, "COMMAND")
        self.refused(107, "unrecognized arguments: --frobnicate", "run", "--frobnicate")
        self.refused(107, "invalid choice: 'vax'", "run", "--emulator", "vax")
        self.refused(107, "must be more than 0", "run", "--timeout", "0")
        self.refused(107, "not both", "run", "x.bin", "--guest", "real")
        self.refused(107, "can't hold spaces", "run", "--no-build", "--option", "a=b c")

    def test_files(self):
        self.refused(104, "there is no file", "run", "--no-build", self.folder / "none.bin")
        self.refused(104, "is empty", "run", "--no-build", self.write("empty.bin", b""))
        self.refused(104, "at most 623616 fit", "run", "--no-build", self.write("large.bin", bytes(623617)))
        self.refused(104, "is a folder", "run", "--no-build", self.folder)

    def test_source_that_does_not_assemble(self):
        self.refused(104, r"bad\.asm:2: error", "run", "--no-build", self.write("bad.asm", "bits 16\nfrobnicate ax\n"))

    def test_help_everywhere(self):
        for command in ("", "run", "explain", "iso", "debug", "bench", "test", "build", "clean", "lint"):
            done = vitrine(*([command] if command else []), "--help")
            self.assertEqual(done.returncode, 0)
            if command:
                self.assertIn("examples:", done.stdout)


@unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
class Run(Folder):
    """Runs in Bochs."""

    def test_list(self):
        done = vitrine("run", "--list")
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()], ["real", "protected", "long"])

    def test_log_and_quiet(self):
        log = self.folder / "run.log"
        done = vitrine("run", "--no-build", "--guest", "real", "--quiet", "--log", log)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        lines = log.read_text(encoding="utf-8").splitlines()
        self.assertEqual(lines[0], "vitrine version=0.1.0 format=1")
        self.assertEqual(lines[-1], "result status=ok code=0 exits=16")

    def test_flat_binary_is_named_after_its_file(self):
        done = vitrine("run", "--no-build", self.write("my guest.bin", b"\xf4"))
        self.assertEqual(done.returncode, 0)
        self.assertIn("guest name=my-guest ", done.stdout)

    def test_disk_without_whole_sectors(self):
        sector = b"\xfa".ljust(510, b"\xf4") + b"\x55\xaa"
        done = vitrine("run", "--no-build", "--disk", self.write("odd.img", sector + b"program"))
        self.assertEqual(done.returncode, 0)
        self.assertIn("name=odd kind=floppy size=1KiB", done.stdout)

    def test_boot_sector_with_signature(self):
        sector = b"\xb8\x01\x00\x00\x00".ljust(510, b"\xf4") + b"\x55\xaa"
        done = vitrine("run", "--no-build", self.write("sector.bin", sector))
        self.assertEqual(done.returncode, 0)
        self.assertIn("exit n=0 kind=hlt", done.stdout)

    def test_include_beside_the_source(self):
        self.write("mine.inc", "%define CODE 5\n")
        source = self.write("a.asm", 'bits 16\norg 0x7c00\n%include "vitrine.inc"\n%include "mine.inc"\nvitrine_exit CODE\n')
        self.assertEqual(vitrine("run", "--no-build", source).returncode, 5)

    def test_failures_are_said_in_words(self):
        done = vitrine("run", "--no-build", self.write("loop.bin", b"\xeb\xfe"), "--budget", "10K")
        self.assertEqual(done.returncode, 101)
        self.assertRegex(done.stderr, r"error: budget: the guest used up its budget")

    def test_timeout(self):
        start = time.monotonic()
        done = vitrine("run", "--no-build", self.write("loop.bin", b"\xeb\xfe"), "--timeout", "0.2")
        self.assertEqual(done.returncode, 108)
        self.assertRegex(done.stderr, "no result after 0.2 seconds")
        self.assertLess(time.monotonic() - start, 30)

    def test_timeout_by_the_environment(self):
        loop = self.write("loop.bin", b"\xeb\xfe")
        done = vitrine("run", "--no-build", loop, VITRINE_TIMEOUT="1")
        self.assertEqual(done.returncode, 108)
        self.assertRegex(done.stderr, "no result after 1 seconds")
        for words in ("soon", "0", "-1", "1.5"):
            done = vitrine("run", "--no-build", loop, VITRINE_TIMEOUT=words)
            self.assertEqual(done.returncode, 107, words)
            self.assertIn(f"VITRINE_TIMEOUT={words} is no number of seconds", done.stderr)

    def test_emulator_failure(self):
        done = vitrine("run", "--no-build", "--emulator", "qemu", "--cpu", "EPYC,no_such_property=1")
        self.assertEqual(done.returncode, 106)
        self.assertRegex(done.stderr, r"qemu ended \(1\) before the log's result line:\n.*no-such-property")

    def test_second_run_makes_no_new_image(self):
        # HLT and bytes that no run had before: an image of this guest can't be there yet.
        guest = self.write("fresh.bin", b"\xf4" + os.urandom(16))
        for is_first in (True, False):
            done = vitrine("run", "--no-build", guest)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual("making the ISO" in done.stderr, is_first, done.stderr)

    def test_colour_on_a_terminal_alone(self):
        for no_colour, coloured in (("", True), ("1", False)):
            output = on_terminal([sys.executable, str(VITRINE), "run", "--no-build", "--guest", "real"], NO_COLOR=no_colour,
                                 TERM="xterm")
            self.assertEqual("\033[36mexit\033[0m n=0" in output, coloured, output[-300:])
        done = vitrine("run", "--no-build", "--guest", "real")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("exit n=0", done.stdout)
        self.assertNotIn("\033", done.stdout)


def on_terminal(command, **environment):
    """The output of a command whose standard output is a terminal."""
    try:
        master, slave = pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(f"there are no pseudo-terminals here: {error}") from error
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.DEVNULL,
                          env={**os.environ, "VITRINE_EMULATOR": "bochs", **environment}) as process:
        os.close(slave)
        output = b""
        with contextlib.suppress(OSError):  # a terminal's end reads as an error
            while data := os.read(master, 65536):
                output += data
        os.close(master)
        process.wait(timeout=60)
    return output.decode()


class Iso(Folder):
    """The hybrid image."""

    def make(self, name, *words):
        """An ISO in the folder."""
        done = vitrine("iso", "--no-build", "-o", self.folder / name, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.folder / name

    def test_equal_contents_give_equal_bytes(self):
        """Made twice, not taken from the cache, in two seconds that differ and two zones."""
        for uefi in (False, True):
            made = []
            for zone in ("UTC0", "XYZ-5"):
                begun = int(time.time())
                with mock.patch.dict(os.environ, TZ=zone):
                    image.make(self.folder / "a.iso", options=["guest=real"], uefi=uefi)
                made.append((self.folder / "a.iso").read_bytes())
                while int(time.time()) < begun + 3:  # a second of FAT's is two
                    time.sleep(0.1)
            self.assertGreater(len(made[0]), 500_000)
            self.assertEqual(*(hashlib.sha256(content).hexdigest() for content in made), f"uefi={uefi}")

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), NO_QEMU)
    def test_boots_as_a_disk_from_bios_and_uefi(self):
        iso = self.make("stick.iso", self.write("guest.bin", b"\xf4"))
        firmware = [[]]
        if not packages.missing(packages.OVMF):
            shutil.copy("/usr/share/OVMF/OVMF_VARS_4M.fd", self.folder)
            firmware.append(["-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
                             "-drive", f"if=pflash,format=raw,file={self.folder}/OVMF_VARS_4M.fd"])
        for options in firmware:
            log = self.folder / "serial"
            subprocess.run(["qemu-system-x86_64", "-machine", "q35", "-m", "256", "-display", "none", "-nodefaults", "-no-reboot",
                            "-accel", "tcg", "-cpu", "max", "-device", "qemu-xhci", "-drive", f"if=none,id=s,format=raw,file={iso}",
                            "-device", "usb-storage,drive=s,bootindex=1", "-serial", f"file:{log}",
                            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", *options], timeout=90, check=False)
            text = log.read_text(encoding="ascii", errors="replace")
            self.assertRegex(text, r"vitrine version=0\.1\.0 format=1\n", options)
            self.assertRegex(text, r"\nresult status=ok code=0 exits=1\n$")


@unittest.skipUnless(shutil.which("qemu-system-x86_64"), NO_QEMU)
class PowerOff(Folder):
    """The end of a run on a machine without an emulator's exit ports."""

    def machine(self, *options):
        """Boots in QEMU without isa-debug-exit; it must end by itself."""
        done = vitrine("iso", "--no-build", "-o", self.folder / "a.iso")
        self.assertEqual(done.returncode, 0, done.stderr)
        return subprocess.run(["qemu-system-x86_64", "-machine", "q35", "-m", "256", "-display", "none", "-nodefaults",
                               "-no-reboot", "-accel", "tcg", "-cpu", "max", "-cdrom", self.folder / "a.iso", *options],
                              timeout=60, check=False).returncode

    def test_acpi(self):
        log = self.folder / "serial"
        self.assertEqual(self.machine("-serial", f"file:{log}"), 0)
        self.assertRegex(log.read_text(encoding="ascii", errors="replace"), r"\nresult status=ok [^\n]*\n$")

    def test_no_serial_port(self):
        self.assertEqual(self.machine("-serial", "none"), 0)


@unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
class Debug(Folder):
    """The debuggers."""

    def test_stops_at_the_first_entry_with_symbols(self):
        source = self.write("guest.asm", "bits 16\norg 0x7c00\nfirst_label:\nnop\nhlt\n")
        done = vitrine("debug", "--no-build", source, "--timeout", "60", "--command", "s", "--command", "info symbols",
                       "--command", "u /2")
        output = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, output[-2000:])
        self.assertRegex(output, r"vmx_launch|vmlaunch")
        self.assertRegex(output, r"0000000000007c00: \(\s*guest\.first_label")

    @unittest.skipUnless(shutil.which("gdb") and shutil.which("qemu-system-x86_64"), "gdb or QEMU isn't installed")
    def test_gdb_stops_in_the_kernel(self):
        done = vitrine("debug", "--no-build", "--gdb", "--timeout", "60", "--command", "info registers rip", "--command", "bt")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"#0 +kernel_main \(magic=920085129")


class Choice(Folder):
    """Which emulator runs it."""

    def chosen(self, *arguments):
        """Name and processor."""
        emulator, reason = emulators.choose(*arguments)
        self.assertTrue(reason)
        return emulator.name, emulator.cpu

    def test_auto(self):
        self.assertEqual(self.chosen("auto", None, None, None), ("bochs", "corei7_skylake_x"))
        self.assertEqual(self.chosen("auto", "intel", None, None), ("bochs", "corei7_skylake_x"))
        self.assertEqual(self.chosen("auto", "amd", None, None), ("qemu", "max"))
        self.assertEqual(self.chosen("auto", None, None, "intel"), ("kvm", "host"))
        self.assertEqual(self.chosen("auto", "amd", None, "intel"), ("qemu", "max"))
        self.assertEqual(self.chosen("auto", None, "ryzen", "intel"), ("bochs", "ryzen"))

    def test_by_name(self):
        self.assertEqual(self.chosen("bochs", "amd", None, None), ("bochs", "ryzen"))
        self.assertEqual(self.chosen("qemu", None, "EPYC", None), ("qemu", "EPYC"))
        for name, vendor in (("qemu", "intel"), ("kvm", None)):
            with self.assertRaises(Failure) as raised:
                emulators.choose(name, vendor, None, None)
            self.assertEqual(raised.exception.status, 107)

    def test_kvm_is_taken_when_nested(self):
        self.assertIsNone(emulators.kvm_vendor(self.folder / "none", self.folder))
        device = self.write("kvm", b"")
        self.assertIsNone(emulators.kvm_vendor(device, self.folder))
        parameters = self.folder / "kvm_amd" / "parameters"
        parameters.mkdir(parents=True)
        for text, vendor in (("0\n", None), ("N\n", None), ("1\n", "amd"), ("Y\n", "amd")):
            (parameters / "nested").write_text(text, encoding="ascii")
            self.assertEqual(emulators.kvm_vendor(device, self.folder), vendor)

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), NO_QEMU)
    def test_says_what_it_chose_and_why(self):
        done = vitrine("run", "--no-build", "--vendor", "amd", "--emulator", "auto", "--guest", "real")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"booting (qemu, max, bios \(no nested KVM here|kvm, host, bios \(KVM passes)")
        self.assertIn("svm step=svme-on", done.stdout)


class Packages(unittest.TestCase):
    """What is installed on demand."""

    def test_missing_is_found_by_file(self):
        self.assertEqual(packages.missing({"a": "/", "b": "/no/such/file", "c": "/no/other"}), ["b", "c"])

    def test_every_package_has_its_file_after_install(self):
        groups = (packages.BUILD, packages.IMAGE, packages.TEST)
        self.assertEqual(packages.missing(*groups), [])


class Tree(unittest.TestCase):
    """The front end's own shape."""

    def test_standard_library_only(self):
        for path in (ROOT / "tools" / "frontend").glob("*.py"):
            # What a boot test requires is judged by lit itself, which `./vitrine test` has installed.
            others = {"lit"} if path.name == "kept.py" else set()
            for name in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
                self.assertIn(name, sys.stdlib_module_names | others, path)


if __name__ == "__main__":
    unittest.main()
