"""Several runs in one boot: the log of each is what it is alone, and none is lost."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from frontend import batches, disks, emulators, guests, image, kept, session, terminal

from .support import ROOT, vitrine
from .test_frontend import NO_BOCHS, NO_QEMU, Folder

BOOT = ROOT / "tests" / "boot"
QUIET = terminal.Progress(quiet=True)

# Reads the second sector of the disk it came from, prints its first byte, and writes another one there.
WRITER = """
        org 0x7c00
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov bx, 0x8000
        mov ax, 0x0201
        mov cx, 2
        mov dh, 0
        int 0x13
        mov al, [bx]
        mov ah, 0x0e
        int 0x10
        mov byte [0x8000], 'W'
        mov bx, 0x8000
        mov ax, 0x0301
        int 0x13
        cli
        hlt
        times 510 - ($ - $$) db 0
        dw 0xaa55
        db 'R'
        times 1024 - ($ - $$) db 0
"""

# With IF clear no interrupt of the host reaches it in Bochs's SVM: a hang of the machine, budget or not.
DEAF = "cli\njmp $\n"


class Together(Folder):
    """What a list of runs makes of them."""

    def guest(self, source, *options):
        """A run of a boot test's guest, or of NASM source."""
        path = BOOT / source if source.endswith(".asm") else self.write("deaf.asm", source)
        work = self.folder / str(len(list(self.folder.iterdir())))
        work.mkdir()
        return batches.Run(list(options), [disks.Module(guests.prepare(path, work), "guest.bin", guests.name_of(path))])

    @staticmethod
    def alone(emulator, run, work, needs=emulators.Needs()):
        """The log of a run in a boot of its own, as ./vitrine run makes it."""
        lines = []
        iso = work / "alone.iso"
        image.make(iso, options=run.options, modules=run.modules)
        serial = work / "serial.log"
        serial.unlink(missing_ok=True)
        session.Session(emulator, work, firmware="bios", timeout=120, on_line=lines.append, needs=needs).boot(iso)
        return lines

    def same(self, emulator, runs, needs=emulators.Needs()):
        """Boots the runs together and each alone: the same bytes."""
        logs = batches.boot(emulator, QUIET, runs, needs=needs)
        self.assertEqual(len(logs), len(runs))
        alone = {}  # one boot for runs that are alike
        for number, (run, log) in enumerate(zip(runs, logs)):
            key = (tuple(run.options), tuple((module.words, module.path.read_bytes()) for module in run.modules))
            if key not in alone:
                work = self.folder / f"alone-{number}"
                work.mkdir()
                alone[key] = self.alone(emulator, run, work, needs)
            expected = alone[key]
            self.assertRegex(expected[0], "^vitrine version=")
            self.assertEqual(log, expected, run)
            self.assertEqual(session.exit_status(batches.result_of(log)), session.exit_status(batches.result_of(expected)))
        return logs

    def statuses(self, logs):
        """What each result line says."""
        return [batches.result_of(log)["status"] if log else None for log in logs]

    def every_end(self):
        """Runs that end in every way but a panic, and leave registers and memory full of theirs. One breakpoint among them: QEMU 7.2
        crashes when a second guest of a boot sets one in DR7."""
        return [self.guest("fpu_state.asm"), self.guest("debug_registers.asm"), self.guest("budget_apic.asm", "budget=5M", "clock=apic"),
                self.guest("fpu_state.asm"), batches.Run(["frobnicate=1"], []), self.guest("triple_fault.asm"),
                self.guest("exit_code.asm", "events=memory"), batches.Run(["guest=nobody"], []), self.guest("registers.asm", "memory=1M"),
                self.guest("registers.asm", "trace=io")]

    ENDS = ["ok", "ok", "budget", "ok", "bad-input", "crash", "failed", "bad-input", "crash", "crash"]

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_the_same_bytes_as_alone_vmx(self):
        emulator = emulators.create("bochs", "corei7_skylake_x")
        refused = self.guest("hello.asm", "inject=guest_cs_access_rights:0x83")
        logs = self.same(emulator, [*self.every_end(), refused, self.guest("hello.asm")])
        self.assertEqual(self.statuses(logs), [*self.ENDS, "entry-failed", "ok"])

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), NO_QEMU)
    def test_the_same_bytes_as_alone_svm(self):
        emulator = emulators.create("qemu", "EPYC")
        refused = self.guest("hello.asm", "inject=guest_asid:0")
        # Where a budget ends is told by the clock unless instructions are counted.
        logs = self.same(emulator, [*self.every_end(), refused, self.guest("hello.asm")], emulators.Needs(counted_time=True))
        self.assertEqual(self.statuses(logs), [*self.ENDS, "entry-failed", "ok"])

    @unittest.skipUnless(shutil.which("bochs") and shutil.which("qemu-system-x86_64"), "an emulator isn't installed")
    def test_a_disk_is_new_for_each_run(self):
        short = guests.prepare(self.write("writer.asm", WRITER), self.folder)
        # As large as its drive: what the loader brought could be the disk itself.
        whole = self.write("whole.img", short.read_bytes().ljust(1440 * 1024, b"\0"))
        for emulator, needs in ((emulators.create("bochs"), emulators.Needs()), (emulators.create("qemu", "EPYC"), emulators.Needs(counted_time=True))):
            runs = [batches.Run(["trace=bios"], [disks.Module(path, "disk0.img", "writer role=disk")]) for path in (short, short, whole, whole)]
            logs = batches.boot(emulator, QUIET, runs, needs=needs)
            for number in (0, 2):
                self.assertEqual(logs[number], logs[number + 1])
                work = self.folder / f"{emulator.name}{number}"
                work.mkdir()
                self.assertEqual(logs[number], self.alone(emulator, runs[number], work, needs))
                text = "\n".join(logs[number])
                self.assertIn("function=teletype char=R", text)
                self.assertIn("written=1", text)

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_host_state_of_an_entry_is_no_other_runs(self):
        def host_fields(log):
            # CR3 points to page tables, which lie where there is room, and RSP to the stack below whoever reads the list.
            return [line for line in log if "field=host_" in line and "host_cr3" not in line and "host_rsp" not in line]
        emulator = emulators.create("bochs")
        dump = self.guest("hello.asm", "dump=entry", "trace=none")
        changed = self.guest("hello.asm", "inject=host_cr4^0x4,host_gs_base:0x1000", "trace=none")
        logs = batches.boot(emulator, QUIET, [changed, dump])
        self.assertEqual(self.statuses(logs), ["ok", "ok"])
        found = host_fields(logs[1])
        self.assertGreater(len(found), 15)
        self.assertEqual(found, host_fields(self.alone(emulator, dump, self.folder)))

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_a_panic_loses_nothing(self):
        hello = self.guest("hello.asm")
        logs, boots = batches.finish(emulators.create("bochs"), QUIET, [hello, batches.Run(["fault=divide"], []), hello, hello])
        self.assertEqual(self.statuses(logs), ["ok", None, "ok", "ok"])
        self.assertEqual(boots, 2)
        self.assertEqual(logs[2], logs[0])

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_a_hang_loses_nothing(self):
        hello = self.guest("hello.asm")
        logs, boots = batches.finish(emulators.create("bochs", "ryzen"), QUIET, [hello, self.guest(DEAF), hello], timeout=20)
        self.assertEqual(self.statuses(logs), ["ok", None, "ok"])
        self.assertEqual(boots, 2)
        self.assertEqual(logs[2], logs[0])

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_a_list_that_makes_no_sense(self):
        def boot(options, lists):
            iso = self.folder / "list.iso"
            modules = []
            for number, text in enumerate(lists):
                modules.append(disks.Module(self.write(f"list{number}", text), f"list{number}", f"list{number} role=runs"))
            image.make(iso, options=options, modules=modules)
            lines = []
            (self.folder / "serial.log").unlink(missing_ok=True)
            result = session.Session(emulators.create("bochs"), self.folder, firmware="bios", timeout=120, on_line=lines.append).boot(iso)
            self.assertEqual(result["status"], "bad-input")
            self.assertEqual(lines[-1].split()[:3], ["result", "status=bad-input", "code=104"])
            return lines[-2]
        self.assertIn('cause="the list of runs is empty"', boot([], ["# nothing\n"]))
        self.assertIn('option=7 cause="a run\'s module is not there"', boot([], ["7 trace=none\n"]))
        self.assertIn("there are two lists of runs", boot([], ["-\n", "-\n"]))
        self.assertIn("option=\"trace=none\" cause=\"options stand on the command line beside a list of runs\"", boot(["trace=none"], ["-\n"]))


class Kept(Folder):
    """What the boot tests get in place of a boot."""

    @unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
    def test_the_output_and_status_of_a_boot(self):
        fake = self.write("bochs", "#!/bin/sh\necho no boot wanted >&2\nexit 9\n")
        fake.chmod(0o755)

        def served(folder, *words):
            return subprocess.run([sys.executable, str(BOOT / "served.py"), str(folder), *words], check=False, capture_output=True, text=True,
                                  cwd=ROOT, stdin=subprocess.DEVNULL, env={**os.environ, "VITRINE_EMULATOR": "bochs", "PATH": f"{self.folder}:{os.environ['PATH']}"})
        with kept.logs_of([BOOT / "exit_code.asm", BOOT / "triple_fault.asm"], "bochs:corei7_skylake_x") as (folder, sentence):
            self.assertEqual(sentence, "2 runs in 1 boots")
            for test, status in (("exit_code.asm", 42), ("triple_fault.asm", 100)):
                words = ("run", "--no-build", "--emulator", "bochs", "--cpu", "corei7_skylake_x", str(BOOT / test))
                found, expected = served(folder, *words), vitrine(*words)
                self.assertEqual((found.returncode, found.stdout), (expected.returncode, expected.stdout))
                self.assertEqual(found.returncode, status)
                self.assertEqual(found.stderr.splitlines()[-1:], expected.stderr.splitlines()[-1:])
            # Another run is booted.
            self.assertEqual(served(folder, *words, "--trace", "none").returncode, 106)

    def test_every_choice_of_what_is_logged_shares_the_boot(self):
        test = self.write("a.asm", f"; RUN: %same small %run {BOOT / 'hello.asm'} | %filecheck %s\n; RUN: %same large %run %s\n hlt\n")
        groups = kept.runs_of([test], "bochs:corei7_skylake_x", pathlib.Path(self.folder)).values()
        traces = sorted(next((option for option in run.options if option.startswith("trace=")), "") for _, group in groups for run in group.values())
        self.assertEqual(traces, ["", "trace=all", "trace=console,screen", "trace=console,screen"])

    def test_runs_that_want_a_boot_of_their_own(self):
        found = kept.runs_of([BOOT / "once" / "three_runs.asm", BOOT / "once" / "fault_divide.asm", BOOT / "once" / "uefi_bochs.asm"], "bochs:corei7_skylake_x", pathlib.Path(self.folder))
        self.assertEqual(found, {})
