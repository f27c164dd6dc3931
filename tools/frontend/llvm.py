"""Which LLVM builds and tests Vitrine: that of VITRINE_CLANG, else the newest from 19 on that is installed, else the newest that apt has."""

import functools
import os
import pathlib
import re
import shutil
import subprocess

from .status import ExitStatus, Failure

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
    named = os.environ.get("VITRINE_CLANG")
    return _version_of(shutil.which(named) or named) if named else max(installed() or available() or {OLDEST})


@functools.cache
def _version_of(compiler):
    """The number that Clang says of itself; a Failure when it is none, or too old."""
    try:
        said = subprocess.run([compiler, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    match = re.search(r"clang version (\d+)", said)
    if not match or int(match[1]) < OLDEST:
        raise Failure(ExitStatus.USAGE, f"VITRINE_CLANG is {compiler!r}, which is no Clang {OLDEST} or newer" + (f", but {match[1]}" if match else ""),
                      f"give the path of clang++ of LLVM {OLDEST} or newer, or unset it")
    return int(match[1])
