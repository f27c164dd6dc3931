"""Which LLVM builds and tests Vitrine: the newest from 19 on that is installed, else the newest that apt has.

Run as a program it prints the version's number, for llvm.cmake.
"""

import functools
import pathlib
import re
import shutil
import subprocess

OLDEST = 19  # the first whose Clang has #embed
BIN = pathlib.Path("/usr/bin")


def _numbers(names, pattern):
    """The numbers from OLDEST on in names of that pattern."""
    found = (re.fullmatch(pattern, name) for name in names)
    return {int(match[1]) for match in found if match and int(match[1]) >= OLDEST}


def installed(folder=BIN):
    """The versions of which compiler and linker are in the folder, a set of numbers."""
    names = [path.name for path in folder.glob("*-[0-9]*")]
    return _numbers(names, r"clang\+\+-(\d+)") & _numbers(names, r"ld\.lld-(\d+)")


@functools.cache
def available():
    """The versions that apt has whole, a set of numbers; empty without apt or without its lists."""
    if not shutil.which("apt-cache"):
        return set()
    words = subprocess.run(["apt-cache", "pkgnames"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                           check=False).stdout.split()
    return _numbers(words, r"clang-(\d+)") & _numbers(words, r"lld-(\d+)") & _numbers(words, r"llvm-(\d+)-tools")


def version():
    """The number of the version that is used."""
    return max(installed() or available() or {OLDEST})


def tool(name):
    """What a tool of that version is called, with the number after it."""
    return f"{name}-{version()}"


def lit_package():
    """The folder of LLVM's test runner as a Python package: older packages of Debian's have it as LLVM's build does."""
    home = pathlib.Path(f"/usr/lib/llvm-{version()}")
    ours = home / "utils" / "lit"
    return ours if ours.exists() else home / "build" / "utils" / "lit"


def lit():
    """The path of LLVM's test runner as a program."""
    ours = pathlib.Path(f"/usr/lib/llvm-{version()}/bin/lit")
    return ours if ours.exists() else lit_package() / "lit.py"


if __name__ == "__main__":
    print(version())
