"""What differs from one system to the next: LLVM's version, names of packages, and what an emulator computes wrongly."""

import pathlib
import re
import subprocess
import tempfile
import unittest
from unittest import mock

from frontend import emulators, llvm, packages, places


class Llvm(unittest.TestCase):
    """The newest from 19 on, compiler and linker both."""

    def installed(self, *names):
        """What is found among files of these names."""
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                pathlib.Path(folder, name).touch()
            return llvm.installed(pathlib.Path(folder))

    def test_both_are_needed(self):
        self.assertEqual(self.installed("clang++-19", "ld.lld-19", "clang++-21", "ld.lld-20"), {19})

    def test_older_ones_and_other_names_do_not_count(self):
        self.assertEqual(self.installed("clang++-18", "ld.lld-18", "clang++", "ld.lld", "clang++-19.1", "x86_64-clang++-19", "ld.lld-19"), set())

    def test_installed_before_available(self):
        with mock.patch.object(llvm, "installed", return_value={19, 20}), mock.patch.object(llvm, "available", return_value={22}):
            self.assertEqual(llvm.version(), 20)
            self.assertEqual(llvm.tool("FileCheck"), "FileCheck-20")

    def test_newest_available(self):
        with mock.patch.object(llvm, "installed", return_value=set()):
            with mock.patch.object(llvm, "available", return_value={19, 22}):
                self.assertEqual(llvm.version(), 22)
            with mock.patch.object(llvm, "available", return_value=set()):
                self.assertEqual(llvm.version(), 19)

    def test_apt_has_it_whole(self):
        names = "clang-21\nlld-21\nllvm-21-tools\nclang-22\nlld-22\nclang-18\nlld-18\nllvm-18-tools\nclang-21-doc\n"
        llvm.available.cache_clear()
        self.addCleanup(llvm.available.cache_clear)
        with mock.patch.object(llvm.shutil, "which", return_value="/usr/bin/apt-cache"), \
                mock.patch.object(llvm.subprocess, "run", return_value=mock.Mock(stdout=names)):
            self.assertEqual(llvm.available(), {21})

    def test_no_file_names_a_version(self):
        """It stands in llvm.py alone: of the files that choose tools."""
        for path in (*places.ROOT.glob("*.cmake"), places.ROOT / "CMakePresets.json", *places.ROOT.glob("*/*.cmake"),
                     *(places.ROOT / "tools" / "frontend").glob("*.py"), *(places.ROOT / "tests" / "boot").rglob("*.test"),
                     *(places.ROOT / "tests" / "boot").rglob("*.py")):
            self.assertNotRegex(path.read_text(encoding="utf-8"), r"(clang(\+\+|-format|-tidy)?|lld|FileCheck|llvm)-\d", path)


class Packages(unittest.TestCase):
    """Names that differ between suites."""

    def missing(self, group, known):
        """What is missing of the group where apt knows these packages."""
        def run(command, **_):
            return mock.Mock(returncode=0 if command[-1] in known else 100)
        with mock.patch.object(packages.shutil, "which", return_value="/usr/bin/apt-cache"), mock.patch.object(packages.subprocess, "run", run):
            return packages.missing(group)

    def test_the_first_that_apt_knows(self):
        group = {"new | old": "/nowhere/file"}
        self.assertEqual(self.missing(group, {"new", "old"}), ["new"])
        self.assertEqual(self.missing(group, {"old"}), ["old"])
        self.assertEqual(self.missing(group, set()), ["old"])

    def test_there_by_a_pattern(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "lib-7").touch()
            self.assertEqual(packages.missing({"lib": f"{folder}/lib-[0-9]*", "other": f"{folder}/no-[0-9]*"}), ["other"])

    def test_llvm(self):
        with mock.patch.object(llvm, "version", return_value=42):
            self.assertEqual(packages.missing({"clang-{llvm}": "/nowhere/clang++-{llvm}"}), ["clang-42"])


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
        self.assertEqual(found, [])
        self.assertGreater(divisions, 10, "the listing isn't the kernel's")


if __name__ == "__main__":
    unittest.main()
