"""The programs and files that are the system's: what each is called on Debian, and the environment variable that names another. One table.

Run as a program (python3 -m frontend.tools) it prints those of the build, for llvm.cmake.
"""

import dataclasses
import glob
import os
import pathlib
import shutil

from . import aliases, llvm
from .status import ExitStatus, Failure


@dataclasses.dataclass(frozen=True)
class Tool:
    """A program, or a file or folder."""

    variable: str
    default: str  # a program's name, to be found in PATH, or a path; {llvm} is LLVM's version
    what: str
    holds: str = ""  # a file that a folder must have

    @property
    def is_program(self):
        """Whether it is started."""
        return "/" not in self.default

    def named(self):
        """The path that its variable names, None where that isn't set or empty. A Failure when nothing of the kind is there."""
        value = os.environ.get(self.variable)
        if not value:
            return None
        path = shutil.which(value) if self.is_program else value if os.access(value, os.R_OK) else None
        if path is None:
            raise Failure(ExitStatus.USAGE, f"{self.variable} is {value!r}, and there is no {'program' if self.is_program else 'file or folder'} of that name",
                          f"give the path of {self.what}, or unset it; instructions.md, \"Other systems\", lists such variables")
        path = os.path.abspath(path)
        if self.holds and not os.access(os.path.join(path, self.holds), os.R_OK):
            raise Failure(ExitStatus.USAGE, f"{self.variable} is {value!r}, where there is no {self.holds}", f"give the path of {self.what}, or unset it")
        if not aliases.is_plain(path):
            raise Failure(ExitStatus.USAGE, f"{self.variable} is {value!r}: its path must be of ASCII letters, digits and /._+- alone", "give a link to it")
        return path

    def path(self):
        """What to start or to open."""
        return self.named() or self.default.format(llvm=llvm.version())

    def is_there(self):
        """Whether it is on this system."""
        return bool(self.named()) or (shutil.which(self.path()) is not None if self.is_program else os.path.exists(os.path.join(self.path(), self.holds) if self.holds else self.path()))


@dataclasses.dataclass(frozen=True)
class Part:
    """A file that a tool needs where Debian packages it; whoever names another tool sees to its parts himself."""

    of: Tool
    path: str  # a pattern; {llvm} is LLVM's version

    def is_there(self):
        """Whether it is on this system, or another's business."""
        return bool(self.of.named()) or bool(glob.glob(self.path.format(llvm=llvm.version())))


CLANG = Tool("VITRINE_CLANG", "clang++-{llvm}", "clang++ of LLVM 19 or newer")
LLD = Tool("VITRINE_LLD", "ld.lld-{llvm}", "ld.lld of LLVM 19 or newer")
OBJCOPY = Tool("VITRINE_OBJCOPY", "objcopy", "objcopy of binutils")
NM = Tool("VITRINE_NM", "nm", "nm of binutils")
ADDR2LINE = Tool("VITRINE_ADDR2LINE", "addr2line", "addr2line of binutils")
NASM = Tool("VITRINE_NASM", "nasm", "NASM")
CMAKE = Tool("VITRINE_CMAKE", "cmake", "CMake 3.25 or newer")
NINJA = Tool("VITRINE_NINJA", "ninja", "Ninja")
VGABIOS = Tool("VITRINE_VGABIOS", "/usr/share/vgabios/vgabios.bin", "a VGA BIOS with the fonts of 8 and 16 lines")
GRUB_MKRESCUE = Tool("VITRINE_GRUB_MKRESCUE", "grub-mkrescue", "grub-mkrescue")
GRUB_MODULES = Tool("VITRINE_GRUB_MODULES", "/usr/lib/grub/i386-pc", "the folder with GRUB's modules for a PC's BIOS", "multiboot2.mod")
XORRISO = Tool("VITRINE_XORRISO", "xorriso", "xorriso")
MFORMAT = Tool("VITRINE_MFORMAT", "mformat", "mformat of mtools")
FAKETIME = Tool("VITRINE_FAKETIME", "faketime", "faketime, the program of libfaketime")
BOCHS = Tool("VITRINE_BOCHS", "bochs", "Bochs 2.7 or newer, with its debugger and SDL 2")
BOCHS_BIOS = Tool("VITRINE_BOCHS_BIOS", "/usr/share/bochs/BIOS-bochs-latest", "Bochs's BIOS")
BOCHS_VGABIOS = Tool("VITRINE_BOCHS_VGABIOS", "/usr/share/bochs/VGABIOS-lgpl-latest", "Bochs's VGA BIOS")
QEMU = Tool("VITRINE_QEMU", "qemu-system-x86_64", "QEMU for x86-64")
OVMF_CODE = Tool("VITRINE_OVMF_CODE", "/usr/share/OVMF/OVMF_CODE_4M.fd", "OVMF's code, a raw image")
OVMF_VARS = Tool("VITRINE_OVMF_VARS", "/usr/share/OVMF/OVMF_VARS_4M.fd", "OVMF's variables, a raw image")
GDB = Tool("VITRINE_GDB", "gdb", "gdb")
FILECHECK = Tool("VITRINE_FILECHECK", "FileCheck-{llvm}", "LLVM's FileCheck")
LIT = Tool("VITRINE_LIT", "/usr/lib/llvm-{llvm}/build/utils/lit/lit.py", "LLVM's lit, a Python program")
CLANG_FORMAT = Tool("VITRINE_CLANG_FORMAT", "clang-format-{llvm}", "clang-format")
CLANG_TIDY = Tool("VITRINE_CLANG_TIDY", "clang-tidy-{llvm}", "clang-tidy")

TOOLS = tuple(value for value in list(globals().values()) if isinstance(value, Tool))
# What CMake is told, under the variables' names.
BUILD = (CLANG, LLD, OBJCOPY, NASM, VGABIOS)


def lit_package():
    """The folder of LLVM's test runner as a Python package: older packages of Debian's have it as LLVM's build does."""
    if LIT.named():
        return pathlib.Path(LIT.named()).resolve().parent
    home = pathlib.Path(f"/usr/lib/llvm-{llvm.version()}")
    ours = home / "utils" / "lit"
    return ours if ours.exists() else home / "build" / "utils" / "lit"


def lit():
    """The path of LLVM's test runner as a program."""
    if LIT.named():
        return pathlib.Path(LIT.named())
    ours = pathlib.Path(f"/usr/lib/llvm-{llvm.version()}/bin/lit")
    return ours if ours.exists() else lit_package() / "lit.py"


def for_cmake():
    """LLVM's version and the build's tools, as a list of CMake's: NAME=VALUE;…"""
    return ";".join([f"VITRINE_LLVM={llvm.version()}", *(f"{tool.variable}={tool.path()}" for tool in BUILD)])


if __name__ == "__main__":
    print(for_cmake())
