#!/usr/bin/env python3
"""Makes disk images of unmodified real-mode software from Debian's packages.

Usage: images.py KIND OUTPUT     grub, syslinux, memdisk or fat
"""

import gzip
import pathlib
import subprocess
import sys
import tempfile

GRUB = pathlib.Path("/usr/lib/grub/i386-pc")
SYSLINUX = pathlib.Path("/usr/lib/syslinux")
FLOPPY = 1440 * 1024


def run(*words):
    """Runs a program to its good end."""
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def grub(output, work):
    """GRUB 2 from a floppy: its boot sector finds the core image in the sectors that follow, where grub-bios-setup puts it on a disk
    without file system."""
    core = work / "core.img"
    run("grub-mkimage", "-O", "i386-pc", "-d", GRUB, "-o", core, "-p", "(fd0)/boot/grub", "biosdisk", "fat", "normal", "echo", "ls", "minicmd")
    output.write_bytes(((GRUB / "boot.img").read_bytes() + core.read_bytes()).ljust(FLOPPY, b"\0"))


def fat(output, _work):
    """An empty FAT file system with mtools' own boot sector."""
    run("mformat", "-C", "-i", output, "-f", "1440", "-N", "12345678", "::")


def syslinux(output, work, *files, configuration="PROMPT 1\n"):
    """A floppy that SYSLINUX boots to its prompt."""
    fat(output, work)
    settings = work / "syslinux.cfg"
    settings.write_text(configuration, encoding="ascii")
    for file in (settings, *files):
        run("mcopy", "-i", output, file, "::")
    run("syslinux", "--install", output)


def memdisk(output, work):
    """SYSLINUX, whose entry `md` makes memdisk boot a floppy image with GRUB."""
    inner, packed = work / "inner.img", work / "inner.gz"
    grub(inner, work)
    packed.write_bytes(gzip.compress(inner.read_bytes(), 9, mtime=0))
    syslinux(output, work, SYSLINUX / "memdisk", packed,
             configuration="PROMPT 1\nLABEL md\n  KERNEL memdisk\n  APPEND initrd=inner.gz floppy\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(sys.argv[2])
        target.unlink(missing_ok=True)
        {"grub": grub, "syslinux": syslinux, "memdisk": memdisk, "fat": fat}[sys.argv[1]](target, pathlib.Path(folder))
