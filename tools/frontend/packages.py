"""What must be installed, and installing it by apt."""

import difflib
import glob
import json
import os
import shutil
import subprocess
import sys

from . import llvm, process, tools
from .status import ExitStatus, Failure

# Debian's package, and what of it shows that it is there: a tool, a part of one, or a file, whose path may be a pattern. As in a package's
# own relations "a | b" is the first of them that apt knows: names differ from one suite to the next. Clang depends on the headers of
# libstdc++ itself. {llvm} is LLVM's version.
BUILD = {
    "clang-{llvm}": tools.CLANG,
    "lld-{llvm}": tools.LLD,
    "binutils": tools.OBJCOPY,
    "nasm": tools.NASM,
    "cmake": tools.CMAKE,
    "ninja-build": tools.NINJA,
    "vgabios": tools.VGABIOS,
}
IMAGE = {
    "grub-common": tools.GRUB_MKRESCUE,
    "grub-pc-bin": tools.GRUB_MODULES,
    "grub-efi-amd64-bin": tools.Part(tools.GRUB_MKRESCUE, "/usr/lib/grub/x86_64-efi/multiboot2.mod"),
    "xorriso": tools.XORRISO,
    "mtools": tools.MFORMAT,
    "faketime": tools.FAKETIME,
}
BOCHS = {
    "bochs": tools.BOCHS,
    "bochs-sdl": tools.Part(tools.BOCHS, "/usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_sdl2_gui.so"),
    "bochsbios": tools.BOCHS_BIOS,
    "vgabios": tools.BOCHS_VGABIOS,
}
QEMU = {"qemu-system-x86": tools.QEMU}
OVMF = {"ovmf-generic | ovmf": tools.OVMF_CODE}
GDB = {"gdb": tools.GDB}
# Clang's own way to WebAssembly.
PAGE = {
    "libc++-{llvm}-dev-wasm32": tools.Part(tools.CLANG, "/usr/lib/llvm-{llvm}/include/wasm32-wasi*/c++/v1/string"),
    "libclang-rt-{llvm}-dev-wasm32": tools.Part(tools.CLANG, "/usr/lib/llvm-{llvm}/lib/clang/{llvm}/lib/*wasi*/libclang_rt.builtins*.a"),
    "wasi-libc": tools.Part(tools.CLANG, "/usr/lib/wasm32-wasi*/libc.a"),
}
# Whose unmodified boot sectors and loaders the tests boot.
BOOTED = {"syslinux": "/usr/bin/syslinux", "syslinux-common": "/usr/lib/syslinux/memdisk"}
LINT = {"clang-format-{llvm}": tools.CLANG_FORMAT, "clang-tidy-{llvm}": tools.CLANG_TIDY}
TEST = {
    "llvm-{llvm}-tools": tools.FILECHECK,
    "libgtest-dev": "/usr/lib/x86_64-linux-gnu/libgtest.a",
    "libclang-rt-{llvm}-dev": tools.Part(tools.CLANG, "/usr/lib/llvm-{llvm}/lib/clang/{llvm}/lib/linux/libclang_rt.asan-x86_64.a"),
    "clang-format-{llvm}": tools.CLANG_FORMAT,
}
# Which makes the images that are no raw disks.
DISK_IMAGES = {"qemu-utils": "/usr/bin/qemu-img"}
BOOT_TESTS = (IMAGE, BOCHS, QEMU, OVMF, GDB, BOOTED, DISK_IMAGES)  # beside what all tests need

# What each command needs, with every one of its options.
COMMANDS = {
    "run": (BUILD, IMAGE, BOCHS, QEMU, OVMF),
    "iso": (BUILD, IMAGE),
    "debug": (BUILD, IMAGE, BOCHS, QEMU, GDB),
    "caps": (BUILD, IMAGE, BOCHS, QEMU),
    "experiment": (BUILD, IMAGE, BOCHS, QEMU),
    "explain": (BUILD, PAGE),
    "bench": (BUILD, IMAGE, BOCHS, QEMU),
    "test": (BUILD, TEST, PAGE, *BOOT_TESTS),
    "lint": (BUILD, PAGE, LINT),
    "build": (BUILD,),
    "clean": (),
    "doctor": (),
    "packages": (),
}


WITHOUT_APT = "this system has no apt, by which Vitrine installs what it needs."
ADVICE_WITHOUT_APT = "the container has it all: docker build -t vitrine -f Containerfile . (or podman), see README.md; ./vitrine packages lists what each command " \
    "needs; what is installed elsewhere is named by variables (instructions.md, \"Other systems\")"


def missing(*groups):
    """The packages of the groups whose file isn't there, sorted."""
    return _names(item for group in groups for item in group.items() if not _is_there(item[1]))


def needed(*groups):
    """The packages of the groups, sorted, whatever is there."""
    return _names(item for group in groups for item in group.items())


def _names(items):
    number = llvm.version()
    return sorted({_known(name.format(llvm=number)) for name, _ in items})


def _is_there(thing):
    return bool(glob.glob(thing.format(llvm=llvm.version()))) if isinstance(thing, str) else thing.is_there()


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
        raise Failure(ExitStatus.USAGE, WITHOUT_APT + " These are missing, by Debian's names: " + " ".join(names), ADVICE_WITHOUT_APT)
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


def show(arguments):
    """`./vitrine packages`: prints the packages, and returns the exit status."""
    for word in arguments.commands:
        if word not in COMMANDS:
            near = difflib.get_close_matches(word, COMMANDS, 1)
            raise Failure(ExitStatus.USAGE, f"there is no command {word!r}" + (f"; did you mean {near[0]}?" if near else ""), "there are: " + ", ".join(COMMANDS))
    if not shutil.which("apt-get"):
        print(f"vitrine: {WITHOUT_APT}\nvitrine: hint: {ADVICE_WITHOUT_APT}", file=sys.stderr)
    found = {command: needed(*COMMANDS[command]) for command in arguments.commands or COMMANDS}
    if arguments.json:
        print(json.dumps(found, indent=1))
    elif arguments.commands:
        print("\n".join(sorted({name for names in found.values() for name in names})))
    else:
        for command, names in found.items():
            print(f"{command}: {' '.join(names) or 'nothing'}")
    return 0


def add_arguments(parser):
    """The command's options."""
    parser.add_argument("commands", metavar="COMMAND", nargs="*", help="print what these need together, a name a line (default: each command's, a command a line)")
    parser.add_argument("--json", action="store_true", help="print {command: [package]} as JSON")
