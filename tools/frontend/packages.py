"""What must be installed, and installing it by apt."""

import glob
import os
import shutil
import subprocess
import sys

from . import llvm, process
from .status import ExitStatus, Failure

# Debian's package and a file that shows that it is there. As in a package's own relations "a | b" is the first of them that
# apt knows: names differ from one suite to the next. Clang depends on the headers of libstdc++ itself. {llvm} is LLVM's version, and a file may be a pattern.
BUILD = {
    "clang-{llvm}": "/usr/bin/clang++-{llvm}",
    "lld-{llvm}": "/usr/bin/ld.lld-{llvm}",
    "binutils": "/usr/bin/objcopy",
    "nasm": "/usr/bin/nasm",
    "cmake": "/usr/bin/cmake",
    "ninja-build": "/usr/bin/ninja",
    "vgabios": "/usr/share/vgabios/vgabios.bin",
}
IMAGE = {
    "grub-common": "/usr/bin/grub-mkrescue",
    "grub-pc-bin": "/usr/lib/grub/i386-pc/multiboot2.mod",
    "grub-efi-amd64-bin": "/usr/lib/grub/x86_64-efi/multiboot2.mod",
    "xorriso": "/usr/bin/xorriso",
    "mtools": "/usr/bin/mformat",
}
BOCHS = {
    "bochs": "/usr/bin/bochs",
    "bochs-sdl": "/usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_sdl2_gui.so",
    "bochsbios": "/usr/share/bochs/BIOS-bochs-latest",
    "vgabios": "/usr/share/bochs/VGABIOS-lgpl-latest",
}
QEMU = {"qemu-system-x86": "/usr/bin/qemu-system-x86_64"}
OVMF = {"ovmf-generic | ovmf": "/usr/share/OVMF/OVMF_CODE_4M.fd"}
GDB = {"gdb": "/usr/bin/gdb"}
# Whose unmodified boot sectors and loaders the tests boot.
BOOTED = {"syslinux": "/usr/bin/syslinux", "syslinux-common": "/usr/lib/syslinux/memdisk"}
LINT = {"clang-format-{llvm}": "/usr/bin/clang-format-{llvm}", "clang-tidy-{llvm}": "/usr/bin/clang-tidy-{llvm}"}
TEST = {
    "llvm-{llvm}-tools": "/usr/bin/FileCheck-{llvm}",
    "libgtest-dev": "/usr/lib/x86_64-linux-gnu/libgtest.a",
    "libclang-rt-{llvm}-dev": "/usr/lib/llvm-{llvm}/lib/clang/{llvm}/lib/linux/libclang_rt.asan-x86_64.a",
    "clang-format-{llvm}": "/usr/bin/clang-format-{llvm}",
}


def missing(*groups):
    """The packages of the groups whose file isn't there, sorted."""
    number = llvm.version()
    return sorted({_known(name.format(llvm=number)) for group in groups for name, path in group.items()
                   if not glob.glob(path.format(llvm=number))})


def _known(alternatives):
    """The first of the packages `a | b` that apt knows; the last where it knows none."""
    names = alternatives.split(" | ")
    return next((name for name in names[:-1] if shutil.which("apt-cache") and subprocess.run(
        ["apt-cache", "show", name], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False).returncode == 0), names[-1])


def require(progress, *groups):
    """Installs what is missing, through sudo when not root, and says so."""
    names = missing(*groups)
    if not names:
        return
    if not shutil.which("apt-get"):
        raise Failure(ExitStatus.USAGE, "these Debian packages are missing, and there is no apt-get here: " + " ".join(names),
                      "install what they hold by your system's own means, at the paths in tools/frontend/packages.py")
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        raise Failure(ExitStatus.USAGE, "these Debian packages are missing: " + " ".join(names),
                      "as root: apt-get install --no-install-recommends " + " ".join(names))
    if as_root and not sys.stdin.isatty() and not _sudo_asks_nothing():
        raise Failure(ExitStatus.USAGE, "these Debian packages are missing, and sudo wants a password, but there is no terminal to ask: " + " ".join(names),
                      "on a terminal, or as root: apt-get install --no-install-recommends " + " ".join(names))
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    progress.clear()
    print(f"vitrine: asking apt for its lists{' (sudo may ask for your password)' if as_root else ''}", file=sys.stderr, flush=True)
    _apt(progress, [*apt, "update"])
    # Only now is it known which versions and names it has.
    llvm.available.cache_clear()
    names = missing(*groups)
    progress.clear()
    print(f"vitrine: installing by apt: {' '.join(names)}",
          file=sys.stderr, flush=True)
    _apt(progress, [*apt, "install", "--no-install-recommends", *names])
    left = missing(*groups)
    if left:
        raise Failure(ExitStatus.USAGE, "apt installed these packages, but not where they were looked for: " + " ".join(left))


def _sudo_asks_nothing():
    """Whether sudo lets this user in without a password."""
    return subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _apt(progress, command):
    """Runs apt, with its present line as progress; on failure its last lines are the message."""
    lines = []
    # sudo asks on the terminal, so this child stays in the terminal's own group.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=process.environment()) as apt:
        for line in apt.stdout:
            lines.append(line.rstrip())
            if sys.stderr.isatty() and line.strip():
                progress.step("apt: " + line.strip())
    progress.clear()
    if apt.returncode != 0:
        raise Failure(ExitStatus.USAGE, f"apt-get failed with {apt.returncode}:\n" + "\n".join(lines[-15:]),
                      "is the network there, and is this Debian 12 or later?")
