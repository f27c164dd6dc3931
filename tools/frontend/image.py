"""The ISO that GRUB boots, made by grub-mkrescue."""

import hashlib
import os
import re
import pathlib
import shutil
import tempfile

from . import packages, places, process
from .status import ExitStatus, Failure

# What GRUB needs for a CD in an emulator's BIOS, and nothing more: the smaller, the sooner it boots.
BIOS_MODULES = "biosdisk iso9660 multiboot2 normal boot"
# For sticks and disks, from BIOS and UEFI. A package of GRUB's that lacks one of them fails the making.
HYBRID_MODULES = "iso9660 fat part_msdos part_gpt multiboot2 normal boot search search_fs_file search_fs_uuid search_label"
# One date everywhere, so that equal contents give an equal image.
EPOCH = "2026010100000000"
EPOCH_SECONDS = 1767225600
KEPT = 40  # images in the cache


def check_option(text):
    """Refuses what GRUB's script would take apart."""
    if not re.fullmatch(r"[\x21-\x26\x28-\x7e]+", text):
        raise Failure(ExitStatus.USAGE, f"a kernel option can't hold spaces, single quotes or other than ASCII: {text!r}")
    return text


def _menu(options, guest_name):
    words = " ".join(f"'{check_option(option)}'" for option in options)
    module = f"    module2 /boot/guest.bin '{guest_name}'\n" if guest_name else ""
    return f"set timeout=0\nmenuentry vitrine {{\n    multiboot2 /boot/vitrine.elf {words}\n{module}    boot\n}}\n"


def make(output, *, options, guest=None, guest_name="", uefi=False):
    """Writes the ISO to `output`: the kernel, its `options`, the guest's binary as module. With `uefi` it boots from BIOS
    and UEFI, from a CD or a stick; without, from an emulator's BIOS alone, and sooner."""
    with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
        tree = pathlib.Path(folder, "iso")
        (tree / "boot" / "grub").mkdir(parents=True)
        shutil.copy(places.BOOT_KERNEL, tree / "boot" / "vitrine.elf")
        if guest:
            shutil.copy(guest, tree / "boot" / "guest.bin")
        (tree / "boot" / "grub" / "grub.cfg").write_text(_menu(options, guest_name), encoding="utf-8")
        variant = ["--install-modules=" + HYBRID_MODULES] if uefi else [
            "-d", "/usr/lib/grub/i386-pc", "--install-modules=" + BIOS_MODULES]
        # grub-mkrescue's mformat would give the EFI partition a serial number by the clock.
        mformat = pathlib.Path(folder, "mformat")
        mformat.write_text(f'#!/bin/sh\nexec {shutil.which("mformat")} -N 56495452 "$@"\n', encoding="utf-8")
        mformat.chmod(0o755)
        process.run(["grub-mkrescue", *variant, "--compress=no", "--fonts=", "--themes=", "--locales=", "-o", output, tree,
                     "--", "-volume_date", "all_file_dates", f"={EPOCH_SECONDS}", "-volume_date", "uuid", EPOCH],
                    status=ExitStatus.PANIC, what="making the ISO", variables={
                        "SOURCE_DATE_EPOCH": str(EPOCH_SECONDS), "PATH": f"{folder}:{os.environ['PATH']}"})


def cached(progress, *, options, guest=None, guest_name="", uefi=False):
    """An ISO of these contents, made now or earlier."""
    packages.require(progress, packages.IMAGE)
    digest = hashlib.sha256(places.BOOT_KERNEL.read_bytes())
    digest.update(pathlib.Path(__file__).read_bytes())
    digest.update(repr((list(options), guest_name, uefi)).encode())
    if guest:
        digest.update(pathlib.Path(guest).read_bytes())
    cache = places.BUILD / "iso"
    cache.mkdir(parents=True, exist_ok=True)
    iso = cache / (digest.hexdigest()[:32] + ".iso")
    if iso.exists():
        iso.touch()
        return iso
    progress.step("making the ISO")
    with tempfile.TemporaryDirectory(prefix="new-", dir=cache) as folder:
        made = pathlib.Path(folder, "new.iso")
        make(made, options=options, guest=guest, guest_name=guest_name, uefi=uefi)
        made.rename(iso)
    _forget_old(cache)
    return iso


def _forget_old(cache):
    """Keeps the newest images."""
    def age(path):
        try:
            return path.stat().st_mtime
        except FileNotFoundError:  # another run forgot it first
            return 0
    for old in sorted(cache.glob("*.iso"), key=age, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
