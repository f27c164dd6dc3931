"""`./vitrine explain --snippet`: what it prints compiles, and in a hypervisor whose entry fails writes what `explain` reads."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from frontend import emulators, image, process, tools

from .support import ROOT, vitrine
from .test_explain_cases import explained

HYPERVISOR = ROOT / "tests" / "explain" / "hypervisor"
FREESTANDING = ("--target=x86_64-unknown-none-elf", "-ffreestanding", "-mno-red-zone", "-mno-sse", "-mno-mmx", "-O1")


class Snippets(unittest.TestCase):
    """Each language, from the text to the lines on a serial port."""

    def setUp(self):
        kept = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(kept.cleanup)
        self.folder = pathlib.Path(kept.name)

    def done(self, *command):
        """What the command writes; it must end well."""
        done = subprocess.run(command, cwd=self.folder, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def printed(self, language, name):
        """Writes the snippet to a file, a page long."""
        text = vitrine("explain", "--snippet", language, timeout=900).stdout
        self.assertLess(len(text.splitlines()), 80)
        self.assertLessEqual(max(map(len, text.splitlines())), 112)
        (self.folder / name).write_text(text, encoding="ascii")

    def booted(self, dump):
        """What the hypervisor with this object in it writes to its serial port."""
        compiler, linker = tools.CLANG.path(), tools.LLD.path()
        for name in ("header", "entry"):
            self.done(tools.NASM.path(), "-f", "elf64", '-DVITRINE_VERSION="0"', "-o", f"{name}.o", ROOT / "boot" / f"{name}.asm")
        self.done(compiler, "-x", "c", "-std=c17", "-Wall", "-Wextra", "-Werror", *FREESTANDING, "-c", HYPERVISOR / "hypervisor.c", "-o", "hypervisor.o")
        (self.folder / "link.ld").write_text(
            "ENTRY(multiboot2_entry) SECTIONS { . = 1M; .multiboot2 : { *(.multiboot2) } .text : { *(.text*) } .rodata : { *(.rodata*) } "
            ".data : { *(.data*) *(.got*) } .bss : { *(.bss*) *(COMMON) } /DISCARD/ : { *(.eh_frame* .comment .note*) } }\n", encoding="ascii")
        self.done(linker, "-n", "-T", "link.ld", "-o", "hypervisor.elf", "header.o", "entry.o", "hypervisor.o", dump)
        image.make(self.folder / "hypervisor.iso", options=[], kernel=self.folder / "hypervisor.elf")
        bochs, serial = emulators.create("bochs"), self.folder / "serial.log"
        done = subprocess.run(bochs.command(self.folder / "hypervisor.iso", serial, self.folder), cwd=self.folder, env=process.environment(**bochs.environment()),
                              check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        self.assertTrue(bochs.well_ended(done.returncode), done.stdout[-1000:])
        return serial.read_text(encoding="ascii")

    def judged(self, text):
        """The lines are a whole VMCS as it was, and `explain` names what the hypervisor left out."""
        fields = dict(re.findall(r"^vmcs field=(0x[0-9a-f]{4}) value=(0x[0-9a-f]{16})$", text, re.MULTILINE))
        self.assertEqual(int(fields["0x681e"], 16), 0x123456789abcdef0)
        self.assertGreater(len(fields), 120)
        # As the entry left it, though VMREAD failed for fields that this processor lacks.
        self.assertLess(len(fields), 181)
        self.assertEqual(int(fields["0x4400"], 16), 8)
        told, status = explained("-", text=text)
        self.assertEqual(status, 1, told)
        self.assertRegex("\n".join(told), r'processor reported VM-instruction error 8.*\nerror field=host_')

    def test_c(self):
        self.printed("c", "vitrine_dump_vmcs.h")
        strict = ("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-c", HYPERVISOR / "dump_c.c", "-I.")
        self.done(tools.CLANG.path(), "-x", "c", "-std=c99", *FREESTANDING, *strict, "-o", "dump.o")
        if shutil.which("gcc"):
            self.done("gcc", "-std=c99", "-ffreestanding", "-pedantic", *strict, "-o", "gcc.o")
        self.judged(self.booted("dump.o"))

    @unittest.skipUnless(shutil.which("rustc"), "no rustc")
    def test_rust(self):
        self.printed("rust", "vitrine_dump_vmcs.rs")
        shutil.copy(HYPERVISOR / "dump_rust.rs", self.folder)
        self.done("rustc", "--edition=2021", "-D", "warnings", "--crate-type=lib", "--emit=obj", "-C", "panic=abort", "-C", "opt-level=2",
                  "-C", "relocation-model=static", "-C", "no-redzone=yes", "-C", "codegen-units=1", "-o", "dump.o", "dump_rust.rs")
        self.judged(self.booted("dump.o"))


if __name__ == "__main__":
    unittest.main()
