"""The emulators' versions and options, and the instruction that one of them gets wrong."""

import pathlib
import re
import subprocess
import tempfile
import unittest
from unittest import mock

from frontend import doctor, emulators, features, names, outcomes, packages, places, self_check, suites
from frontend.status import ExitStatus, Failure

from .support import Folder, vitrine

# A guest's own division, in long mode: code 0 when it is right, else 1.
DIVIDES = f"""
%include "{places.ROOT}/tests/boot/protected.inc"
        bits    16
        org     0x7c00
        enter_long
        mov     rax, -7
        cqo
        mov     ecx, 2
        idiv    rcx
        xor     ebx, ebx
        cmp     rax, -3
        jne     wrong
        cmp     rdx, -1
        je      done
wrong:  mov     ebx, 1
done:   mov     eax, 1                          ; exit
        vmcall
        segments
"""
BROKEN = 'check name=instructions instruction=idiv status=failed cause="64-bit IDIV is wrong" hint="another one"'


class Broken(Folder):
    """A processor that gets an instruction wrong is named, and what is named is wrong."""

    def test_a_guest_and_the_log_agree(self):
        """What a guest finds of its own division is what the self-check says, whichever emulator is installed."""
        done = vitrine("run", "--no-build", self.write("divides.asm", DIVIDES), "--log", self.folder / "log")
        named = self_check.wrong_in((self.folder / "log").read_text(encoding="utf-8").splitlines())
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        self.assertEqual([one["instruction"] for one in named], ["idiv"] if done.returncode else [], done.stdout)

    def test_read_of_a_log(self):
        log = ["vitrine version=0.1.0 format=1", BROKEN, "check name=paging status=failed", BROKEN.replace("failed", "ok"), "result status=ok code=0 exits=1"]
        self.assertEqual(self_check.wrong_in(log), ({"instruction": "idiv", "cause": "64-bit IDIV is wrong", "hint": "another one"},))

    def looked(self, lines):
        """What doctor comes to, with emulators whose log has these lines, and its words."""
        def boot(one, _iso):
            for line in lines:
                one._on_line(line)  # pylint: disable=protected-access
        with mock.patch.object(self_check.session.Session, "boot", boot), mock.patch.object(self_check.image, "make"), \
                mock.patch.object(packages, "missing", return_value=[]):
            report = doctor.examine()
        return report, "\n".join(doctor._lines(report))  # pylint: disable=protected-access

    def test_doctor_says_the_same(self):
        report, words = self.looked([BROKEN])
        self.assertIn("wrong in bochs: idiv: 64-bit IDIV is wrong; another one\n", words)
        self.assertEqual(report["status"], doctor.SOME_MISSING)
        report, words = self.looked(["result status=ok code=0 exits=1"])
        self.assertEqual((report["status"], report["emulators"]["bochs"]["gets-wrong"]), (doctor.ALL_THERE, []))
        self.assertNotIn("wrong in", words)

    def test_doctor_says_why_it_did_not_look(self):
        with mock.patch.object(places, "BOOT_KERNEL", self.folder / "none"):
            self.assertEqual(self_check.look(emulators.Bochs()).why_not, self_check.NOT_BUILT)
        failing = mock.patch.object(self_check.session.Session, "boot", side_effect=Failure(ExitStatus.EMULATOR_FAILED, "it fell over"))
        with failing, mock.patch.object(self_check.image, "make"):
            self.assertEqual(self_check.look(emulators.Bochs()).why_not, "could not be looked at: it fell over")


class Emulators(unittest.TestCase):
    """The emulators' versions and options."""

    def test_bochs_is_in_its_debugger(self):
        for text, wanted in (("  -debugger        start Bochs internal debugger on startup\n", True), ("  -rc filename\n", False)):
            with mock.patch.object(emulators, "_bochs_help", return_value=text), tempfile.TemporaryDirectory() as work:
                command = emulators.Bochs().command("x.iso", "serial", pathlib.Path(work))
            self.assertEqual("-debugger" in command, wanted)
            self.assertIn("-rc", command)

    def test_versions(self):
        with mock.patch.object(emulators, "_bochs_help", return_value="====\n   Bochs x86 Emulator 3.12\n  Built"):
            self.assertEqual(emulators.Bochs.version(), (3, 12))
        with mock.patch.object(emulators, "_bochs_help", return_value=""):
            self.assertIsNone(emulators.Bochs.version())


    def test_models_as_each_version_of_qemu_lists_them(self):
        flags = "\n\nRecognized CPUID flags:\n  3dnow 3dnowext ac\n"
        for rows in ("Available CPUs:\nx86 486                   (alias configured by machine type)\nx86 EPYC                  (alias of EPYC-v1)\nx86 max                   Enables all" + flags,
                     "Available CPUs:\n  486                   (alias configured by machine type)\n  EPYC                  (alias configured by machine type)\n  max                   Enables all" + flags):
            with mock.patch.object(names.subprocess, "run", return_value=mock.Mock(stdout=rows)):
                self.assertEqual(names.models("qemu"), ["486", "EPYC", "max"])
        with mock.patch.object(names.subprocess, "run", return_value=mock.Mock(stdout="what?\n")):
            self.assertEqual(names.models("qemu"), [])


    def test_what_is_true_from_a_version_on(self):
        self.assertEqual(features.of_version("bochs", (2, 7)), set())
        self.assertEqual(features.of_version("bochs", (3, 0)), {"bochs-forgets-init-at-exit"})
        self.assertEqual(features.of_version("qemu", (11, 1)), {"qemu-without-cr3-cr8-reads"})
        self.assertEqual(features.of_version("qemu", None), set())

    def test_the_budget_is_of_one_compiler_and_one_emulator(self):
        with mock.patch.object(suites.bench, "results_of", return_value={}) as measured, mock.patch.object(suites.budget.llvm, "version", return_value=42):
            (outcome,), _ = suites.benchmark("bochs:ryzen", None)
        self.assertEqual((outcome.status, measured.call_count), (outcomes.UNSUPPORTED, 1))
        self.assertIn(f"LLVM {suites.budget.compiler()}'s code, and LLVM 42", outcome.why)
        with mock.patch.object(suites.bench, "results_of", return_value={}), mock.patch.object(suites.budget, "not_of_here", return_value=""), \
                mock.patch.object(suites.bench, "judge", return_value=["it grew"]):
            (outcome,), _ = suites.benchmark("bochs:ryzen", None)
        self.assertEqual(outcome.status, outcomes.FAILED)


class Kernel(unittest.TestCase):
    """The kernel's instructions."""

    def test_no_signed_division(self):
        """A Bochs that GCC 15 built gets IDIV of 64 bits wrong; nothing in Vitrine divides what may be negative."""
        listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", places.KERNEL_BUILD / "vitrine.elf"], check=True, capture_output=True, text=True).stdout
        found, function, divisions = [], "", 0
        for line in listing.splitlines():
            if match := re.match(r"[0-9a-f]+ <(.*)>:", line):
                function = match[1]
            mnemonic = line.split("\t")[1].split()[0] if "\t" in line and line.split("\t")[1].strip() else ""
            divisions += mnemonic.startswith("div")
            if mnemonic.startswith("idiv"):
                found.append(f"{function}: {line.strip()}")
        # But the one that is looked at: boot/self_check.hpp.
        self.assertEqual([line.partition(":")[0] for line in found], ["vitrine_signed_divide"])
        self.assertGreater(divisions, 10, "the listing isn't the kernel's")


if __name__ == "__main__":
    unittest.main()
