"""Disks of the guest: images that the user gives, checked before anything boots."""

import dataclasses
import pathlib

from . import kinds
from .status import ExitStatus, Failure

SECTOR = 512
# GRUB reads a MiB in a third of a second under Bochs, and the machine holds it in memory.
LARGEST = 256 << 20
MOST = 4
SIGNATURE = b"\x55\xaa"
DRIVES = ("auto", "floppy", "hard")


@dataclasses.dataclass
class Module:
    """A file that GRUB loads beside the kernel."""

    path: pathlib.Path
    file: str  # its name in the ISO
    words: str  # what the kernel is told of it


def check(path):
    """The image's path, when it can be a disk."""
    path = pathlib.Path(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Failure(ExitStatus.BAD_INPUT, f"{path} is no file", "give a raw disk image")
        path.open("rb").close()
    except FileNotFoundError as error:
        raise Failure(ExitStatus.BAD_INPUT, f"there is no disk image {path}", "give a raw image of a floppy or a hard disk") from error
    except OSError as error:
        raise Failure(ExitStatus.BAD_INPUT, f"can't read {path}: {error.strerror}") from error
    if size == 0:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is empty", "a disk has at least one sector of 512 bytes")
    if size > LARGEST:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} has {size >> 20} MiB; a disk is loaded into memory as a whole, at most {LARGEST >> 20} MiB",
                      "give a smaller image")
    kinds.refuse(path)
    return path


def is_boot_sector(path):
    """Whether the file begins with a boot sector: 55 AA stand at the end of its first 512 bytes."""
    with open(path, "rb") as file:
        return file.read(SECTOR)[SECTOR - len(SIGNATURE):] == SIGNATURE


def padded(path, work):
    """The file as a disk image: whole sectors, in the folder `work` when it had to be padded."""
    path = pathlib.Path(path)
    missing = -path.stat().st_size % SECTOR
    if missing == 0:
        return path
    image = work / f"padded-{len(list(work.iterdir()))}.img"
    image.write_bytes(path.read_bytes() + bytes(missing))
    return image


def modules(paths, names, drive):
    """Boot modules for the images; `drive` is what the first is put into."""
    if len(paths) > MOST:
        raise Failure(ExitStatus.USAGE, f"{len(paths)} disks; at most {MOST} can be given")
    return [Module(path, f"disk{number}.img", f"{name} role=disk" + (f" drive={drive}" if number == 0 and drive != "auto" else ""))
            for number, (path, name) in enumerate(zip(paths, names))]
