"""The ISO that GRUB boots, made by grub-mkrescue."""

import hashlib
import os
import re
import pathlib
import shutil
import tempfile

from . import disks, packages, places, process
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


def _menu(options, modules):
    words = " ".join(f"'{check_option(option)}'" for option in options)
    # Each word by itself: GRUB would hand a quoted sentence over with quotes around it.
    lines = "".join(f"    module2 /boot/{module.file} " + " ".join(f"'{word}'" for word in module.words.split()) + "\n" for module in modules)
    return f"set timeout=0\nmenuentry vitrine {{\n    multiboot2 /boot/vitrine.elf {words}\n{lines}    boot\n}}\n"


def make(output, *, options, modules=(), uefi=False):
    """Writes the ISO to `output`: the kernel, its `options`, its boot modules (disks.Module). With `uefi` it boots from BIOS
    and UEFI, from a CD or a stick; without, from an emulator's BIOS alone, and sooner."""
    with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
        tree = pathlib.Path(folder, "iso")
        (tree / "boot" / "grub").mkdir(parents=True)
        shutil.copy(places.BOOT_KERNEL, tree / "boot" / "vitrine.elf")
        for module in modules:
            shutil.copy(module.path, tree / "boot" / module.file)
        (tree / "boot" / "grub" / "grub.cfg").write_text(_menu(options, modules), encoding="utf-8")
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


def cached(progress, *, options, guest=None, guest_name="", modules=(), uefi=False):
    """An ISO of these contents, made now or earlier."""
    packages.require(progress, packages.IMAGE)
    if guest:
        modules = [disks.Module(pathlib.Path(guest), "guest.bin", guest_name), *modules]
    digest = hashlib.sha256(places.BOOT_KERNEL.read_bytes())
    digest.update(pathlib.Path(__file__).read_bytes())
    digest.update(repr((list(options), [(module.file, module.words) for module in modules], uefi)).encode())
    for module in modules:
        digest.update(hashlib.sha256(module.path.read_bytes()).digest())
    cache = places.BUILD / "iso"
    cache.mkdir(parents=True, exist_ok=True)
    iso = cache / (digest.hexdigest()[:32] + ".iso")
    if iso.exists():
        iso.touch()
        return iso
    progress.step("making the ISO")
    with tempfile.TemporaryDirectory(prefix="new-", dir=cache) as folder:
        made = pathlib.Path(folder, "new.iso")
        make(made, options=options, modules=modules, uefi=uefi)
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
