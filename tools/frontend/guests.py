"""The guest that the user gives: a flat binary, a boot sector, or NASM source."""

import pathlib
import re

from . import disks, keys, kinds, places, process, tools
from .status import ExitStatus, Failure

# As guest/loaders/loader.hpp: from 0000:7c00 to the video memory.
LARGEST = 0xA0000 - 0x7C00
SOURCES = (".asm", ".nasm", ".s", ".S")


def built_in():
    """Names of the built-in guests and the first line of each source, in the kernel's order."""
    text = (places.PROGRAMS / "programs.cpp").read_text(encoding="utf-8")
    return re.findall(r'BuiltIn\{"([^"]+)", "([^"]+)"', text)


def _nasm(source, output, work, *, symbols=None, defines=None):
    """Assembles `source` with these definitions; with `symbols` it also writes NASM's map there."""
    words = [f"-D{name}={value}" for name, value in (defines or {}).items()]
    if symbols:
        # Read before the source, whose name may hold what no string of NASM's can.
        asks = work / "map.inc"
        asks.write_text(f"[map symbols {symbols}]\n", encoding="utf-8")
        words += ["-p", str(asks)]
    process.run([tools.NASM.path(), "-f", "bin", "-I", f"{places.PROGRAMS}/", "-I", f"{source.parent}/", *words, "-o", output, source],
                status=ExitStatus.BAD_INPUT, what=f"assembling {source}")


def prepare(path, work, *, symbols=None, defines=None, bootable=False):
    """The guest's binary for `path`, in the folder `work` when it had to be assembled. Checked for its size, unless it is `bootable`
    and begins with a boot sector: then it is a disk."""
    path = pathlib.Path(path)
    if path.is_dir():
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is a folder", "give a file in it: a flat binary, a boot sector or a NASM source")
    if not path.exists():
        raise Failure(ExitStatus.BAD_INPUT, f"there is no file {path}",
                      "give a flat binary, a boot sector or a NASM source; ./vitrine run --list names the built-in guests")
    if not path.is_file():
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is a device, a pipe or a socket", "give a file; cat copies one into a file")
    if path.stat().st_size > 0:
        kinds.refuse(path, source=path.suffix in SOURCES)
    binary = path
    if path.suffix in SOURCES:
        binary = work / "assembled.bin"
        _nasm(path.resolve(), binary, work, symbols=symbols, defines=defines)
    try:
        size = binary.stat().st_size
        binary.open("rb").close()
    except OSError as error:
        raise Failure(ExitStatus.BAD_INPUT, f"can't read {binary}: {error.strerror}") from error
    if size == 0:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is empty", "a guest has at least one byte")
    if size > LARGEST and not (bootable and disks.is_boot_sector(binary)):
        raise Failure(ExitStatus.BAD_INPUT, f"{path} has {size} bytes; at most {LARGEST} fit above 0000:7c00",
                      "a disk image is booted as one when its first sector ends in 55 AA" if bootable else "")
    return binary


def name_of(path):
    """The guest's name in the log: the file's, of characters that need no quoting anywhere."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", pathlib.Path(path).stem) or "guest"


def check_combination(arguments):
    """Refuses options that contradict each other."""
    def both(one, other):
        raise Failure(ExitStatus.USAGE, f"give {one} or {other}, not both")
    given = {"a file": bool(arguments.file), "--guest": bool(arguments.guest), "--disk": bool(arguments.disk)}
    chosen = [name for name, there in given.items() if there]
    if len(chosen) > 1 and not (chosen == ["--guest", "--disk"] or chosen == ["a file", "--disk"] and arguments.platform == "pc"):
        both(*chosen[:2])
    if arguments.keys is not None and arguments.keys_file is not None:
        both("--keys", "--keys-file")
    if getattr(arguments, "live", False):
        if arguments.keys is not None or arguments.keys_file is not None:
            both("--live", "--keys")
        if arguments.time == "work":
            both("--live", "--time work")
    if arguments.platform == "bare" and arguments.disk:
        raise Failure(ExitStatus.USAGE, "a bare machine can't boot from a disk", "--platform pc, or no --disk")
    if arguments.drive != "auto" and not arguments.disk and not arguments.file:
        raise Failure(ExitStatus.USAGE, "--drive says what a disk is put into, and there is none", "--disk FILE")


def is_pc(arguments, modules):
    """Whether the guest gets a PC, as the kernel will decide it."""
    has_disk = any(" role=disk" in module.words for module in modules)
    return arguments.platform == "pc" or (arguments.platform == "auto" and has_disk and not any(" role=" not in module.words for module in modules)
                                          and (not arguments.guest or "disk" in arguments.guest.split(",")))


def modules_of(arguments, work, *, symbols=None):
    """The boot modules for the command's guest: its binary or its disks, and the keys."""
    found = []
    images = [disks.padded(disks.check(path), work) for path in arguments.disk]
    names = [name_of(path) for path in arguments.disk]
    if arguments.file:
        as_disk = arguments.platform != "bare" and not images
        binary = prepare(arguments.file, work, symbols=symbols, bootable=as_disk)
        if as_disk and disks.is_boot_sector(binary):
            images, names = [disks.check(disks.padded(binary, work))], [name_of(arguments.file)]
        else:
            found.append(disks.Module(binary, "guest.bin", name_of(arguments.file)))
    found += disks.modules(images, names, arguments.drive)
    script = keys.script(arguments)
    if script is not None:
        path = work / "keys"
        path.write_bytes(script)
        if script:
            found.append(disks.Module(path, "keys", "keys role=keys"))
    wants_pc = [option for option, there in (
        ("--keys", script is not None), ("--save-disk", getattr(arguments, "save_disk", None)), ("--screen", getattr(arguments, "screen", None)),
        ("--live", getattr(arguments, "live", False)), ("--time", arguments.time), ("--idle", arguments.idle)) if there]
    if wants_pc and not is_pc(arguments, found):
        raise Failure(ExitStatus.USAGE, f"{wants_pc[0]} is for a guest with a PC around it", "--disk FILE, a boot sector, or --platform pc")
    if getattr(arguments, "save_disk", None) and not images:
        raise Failure(ExitStatus.USAGE, "--save-disk: there is no disk", "--disk FILE")
    return found
