"""What differs from one system to the next: LLVM's version, names of packages, and what an emulator computes wrongly."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from unittest import mock

from frontend import doctor, llvm, main, packages, places, terminal, tools
from frontend.status import Failure

from .support import Folder, vitrine


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
            self.assertEqual(tools.FILECHECK.path(), "FileCheck-20")

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


    def test_every_command_is_listed(self):
        top = main.parser()
        commands = next(action.choices for action in top._actions if isinstance(action.choices, dict))  # pylint: disable=protected-access
        self.assertEqual(set(packages.COMMANDS), set(commands))

    def test_command(self):
        done = vitrine("packages", "iso", "build")
        names = done.stdout.splitlines()
        self.assertEqual((done.returncode, done.stderr, names), (0, "", packages.needed(packages.BUILD, packages.IMAGE)))
        self.assertGreater(len(names), 10)
        self.assertFalse([name for name in names if "{" in name or "|" in name])
        whole = json.loads(vitrine("packages", "--json").stdout)
        self.assertEqual(set(whole), set(packages.COMMANDS))
        self.assertEqual(whole["build"], packages.needed(packages.BUILD))
        self.assertIn(f"build: {' '.join(whole['build'])}\n", vitrine("packages").stdout)
        done = vitrine("packages", "bild")
        self.assertEqual(done.returncode, 107)
        self.assertIn("there is no command 'bild'; did you mean build?", done.stderr)

    def test_without_apt(self):
        with mock.patch.object(packages.shutil, "which", return_value=None), self.assertRaises(Failure) as raised:
            packages.require(terminal.Progress(quiet=True), {"one": "/nowhere/one", "two": "/nowhere/two"})
        self.assertEqual(raised.exception.status, 107)
        self.assertTrue(raised.exception.message.startswith("this system has no apt"))
        self.assertTrue(raised.exception.message.endswith(": one two"))
        for word in ("docker build", "./vitrine packages"):
            self.assertIn(word, raised.exception.hint)
        python = shutil.which("python3")
        done = subprocess.run([python, places.ROOT / "vitrine", "packages", "build"], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stderr.startswith("vitrine: this system has no apt"))
        self.assertIn("clang-", done.stdout)


class Tools(Folder):
    """What is installed elsewhere is named by variables."""

    def named(self, tool, value):
        """What the tool's variable with this value comes to."""
        with mock.patch.dict(os.environ, {tool.variable: str(value)}):
            return tool.named()

    def refused(self, tool, value):
        """The sentence for this value."""
        with self.assertRaises(Failure) as raised:
            self.named(tool, value)
        self.assertEqual(raised.exception.status, 107)
        self.assertIn(tool.variable, raised.exception.message)
        return raised.exception.message

    def test_every_wrong_value_is_a_sentence(self):
        for tool in tools.TOOLS:
            with self.subTest(tool.variable):
                self.assertIn("there is no", self.refused(tool, "/nowhere/it"))
                self.assertIsNone(self.named(tool, ""))
        self.assertIn("no program", self.refused(tools.NASM, self.write("data", "text")))
        self.assertIn("no multiboot2.mod", self.refused(tools.GRUB_MODULES, self.folder))
        odd = self.write("a b", "rom")
        self.assertIn("ASCII", self.refused(tools.VGABIOS, odd))

    def test_names_and_relative_paths_become_absolute(self):
        self.assertEqual(self.named(tools.NASM, "sh"), shutil.which("sh"))
        rom = self.write("rom", "x")
        self.assertEqual(self.named(tools.VGABIOS, os.path.relpath(rom)), str(rom))

    def test_one_variable_each_and_all_documented(self):
        text = (places.ROOT / "instructions.md").read_text(encoding="utf-8")
        rows = {match[1]: match[2] for match in re.finditer(r"^\| `(VITRINE_\w+)` \| (`[^|]*) \|", text, re.MULTILINE)}
        self.assertEqual(rows, {tool.variable: f"`{tool.default.replace('{llvm}', 'N')}`" for tool in tools.TOOLS})

    def test_clang_of_another_kind_or_age(self):
        for name, said in (("gcc", "gcc (Debian 12.2.0) 12.2.0"), ("clang++", "Debian clang version 14.0.6")):
            compiler = self.write(name, f"#!/bin/sh\necho '{said}'\n")
            compiler.chmod(0o755)
            with mock.patch.dict(os.environ, VITRINE_CLANG=str(compiler)), self.assertRaises(Failure) as raised:
                llvm.version()
            self.assertIn("which is no Clang 19 or newer", raised.exception.message)
        compiler.write_text("#!/bin/sh\necho 'clang version 23.1.0'\n", encoding="ascii")
        llvm._version_of.cache_clear()  # pylint: disable=protected-access
        with mock.patch.dict(os.environ, VITRINE_CLANG=str(compiler)):
            self.assertEqual(tools.FILECHECK.path(), "FileCheck-23")

    def test_parts_are_no_part_of_another_tool(self):
        part = tools.Part(tools.BOCHS, "/nowhere/plugin.so")
        self.assertFalse(part.is_there())
        with mock.patch.dict(os.environ, VITRINE_BOCHS="/bin/sh"):
            self.assertTrue(part.is_there())

    def test_a_run_and_an_image_by_other_paths(self):
        """Each tool of a run under another name and none of Debian's in PATH: the log is the same."""
        place = self.folder / "elsewhere"
        place.mkdir()
        variables = {}
        for tool in (tools.NASM, tools.GRUB_MKRESCUE, tools.XORRISO, tools.MFORMAT, tools.BOCHS, tools.BOCHS_BIOS, tools.BOCHS_VGABIOS):
            (place / f"my-{tool.variable.lower()}").symlink_to(shutil.which(tool.path()) or tool.path())
            variables[tool.variable] = str(place / f"my-{tool.variable.lower()}")
        text = f"org 0x7c00\nhlt\ndd {time.time_ns() & 0xFFFFFFFF}\n"  # an image of this can't be there yet
        source = self.write("guest.asm", text)
        done = vitrine("run", "--no-build", source)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.write("guest.asm", text + "dd 1\n")
        other = vitrine("run", "--no-build", source, **variables)
        self.assertEqual((other.returncode, other.stdout), (0, done.stdout), other.stderr)
        done = vitrine("run", "--no-build", source, VITRINE_BOCHS="/nowhere/bochs")
        self.assertEqual((done.returncode, done.stdout), (107, ""))


class Doctor(Folder):
    """What is there and what is to be done."""

    def kvm(self, device=True, **nested):
        """KVM's state with these modules."""
        for name, value in nested.items():
            (self.folder / name / "parameters").mkdir(parents=True)
            (self.folder / name / "parameters" / "nested").write_text(value + "\n", encoding="ascii")
        return doctor.kvm_state(self.write("device", "") if device else self.folder / "none", self.folder)

    def test_kvm(self):
        self.assertEqual(self.kvm(kvm_amd="1"), {"passes": "SVM", "why": "", "hint": ""})

    def test_kvm_without_its_device(self):
        state = self.kvm(device=False, kvm_intel="Y")
        self.assertIsNone(state["passes"])
        self.assertIn("there is no ", state["why"])

    def test_kvm_that_may_not_be_opened(self):
        with mock.patch.object(os, "access", return_value=False):
            state = self.kvm(kvm_intel="Y")
        self.assertIn("can't be opened", state["why"])
        self.assertIn("usermod -aG kvm", state["hint"])

    def test_kvm_without_a_module_and_without_nesting(self):
        self.assertIn("neither kvm_intel nor kvm_amd", self.kvm()["why"])
        state = self.kvm(kvm_intel="N")
        self.assertEqual((state["passes"], state["why"]), (None, "kvm_intel doesn't nest"))
        self.assertIn("kvm_intel nested=1", state["hint"])

    def report(self, missing=(), apt=True):
        """Its report where these packages are missing."""
        with mock.patch.object(packages, "missing", side_effect=lambda *groups: sorted(set(missing) & {name for group in groups for name in group})), \
                mock.patch.object(doctor, "_can_install", return_value=apt), \
                mock.patch.object(doctor.self_check, "look", return_value=doctor.self_check.Looked()):
            return doctor.examine()

    def test_status(self):
        self.assertEqual(self.report()["status"], 0)
        self.assertEqual(self.report(["gdb"], apt=False)["status"], 1)
        self.assertEqual(self.report(["nasm"], apt=True)["status"], 1)
        report = self.report(["nasm"], apt=False)
        self.assertEqual((report["status"], report["missing"]["run"], report["missing"]["clean"]), (2, ["nasm"], []))

    def test_command(self):
        done = vitrine("doctor", "--json")
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, report["status"])
        self.assertEqual(report["runs"][0]["command"], "./vitrine run")
        self.assertEqual(report["emulators"]["bochs"]["there"], shutil.which("bochs") is not None)
        if report["emulators"]["bochs"]["there"]:
            self.assertRegex(report["emulators"]["bochs"]["version"], r"^\d+\.\d+$")
            self.assertIn("corei7_skylake_x", report["emulators"]["bochs"]["models"]["VMX"])
            self.assertIn("ryzen", report["emulators"]["bochs"]["models"]["SVM"])
        if report["emulators"]["qemu"]["there"]:
            self.assertLessEqual({"EPYC", "max"}, set(report["emulators"]["qemu"]["models"]["SVM"]))
        done = vitrine("doctor")
        self.assertRegex(done.stdout, r"^system: .*\nbochs: (.|\n)*\n(kernel: .*)\n(all is there|\./vitrine run works.*)\n$")
        self.assertEqual(done.returncode, report["status"])

    def test_wrong_variable(self):
        done = vitrine("doctor", VITRINE_BOCHS="/nowhere/bochs")
        self.assertEqual(done.returncode, 2)
        self.assertIn("wrong: VITRINE_BOCHS is '/nowhere/bochs'", done.stdout)
        self.assertTrue(done.stdout.endswith("./vitrine run would not work\n"))

    def test_without_anything(self):
        done = subprocess.run([shutil.which("python3"), places.ROOT / "vitrine", "doctor"], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, ""))
        self.assertIn("no apt", done.stdout)
        self.assertIn("to get it: the container", done.stdout)


if __name__ == "__main__":
    unittest.main()
