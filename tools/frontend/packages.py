"""What must be installed, and installing it by apt."""

import os
import pathlib
import shutil
import subprocess
import sys

from . import process
from .status import ExitStatus, Failure

# Debian 12's package, and a file that shows that it is there.
BUILD = {
    "clang-19": "/usr/bin/clang++-19",
    "lld-19": "/usr/bin/ld.lld-19",
    "libstdc++-12-dev": "/usr/include/c++/12/expected",
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
OVMF = {"ovmf": "/usr/share/OVMF/OVMF_CODE.fd"}
GDB = {"gdb": "/usr/bin/gdb"}
# Whose unmodified boot sectors and loaders the tests boot.
BOOTED = {"syslinux": "/usr/bin/syslinux", "syslinux-common": "/usr/lib/syslinux/memdisk"}
LINT = {"clang-format-19": "/usr/bin/clang-format-19", "clang-tidy-19": "/usr/bin/clang-tidy-19"}
TEST = {
    "llvm-19-tools": "/usr/bin/FileCheck-19",
    "libgtest-dev": "/usr/lib/x86_64-linux-gnu/libgtest.a",
    "libclang-rt-19-dev": "/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.asan-x86_64.a",
    "clang-format-19": "/usr/bin/clang-format-19",
}


def missing(*groups):
    """The packages of the groups whose file isn't there, sorted."""
    return sorted({name for group in groups for name, path in group.items() if not pathlib.Path(path).exists()})


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
    progress.clear()
    print(f"vitrine: installing by apt{' (sudo may ask for your password)' if as_root else ''}: {' '.join(names)}",
          file=sys.stderr, flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    _apt(progress, [*apt, "update"])
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
                      "is the network there, and is this Debian 12?")
