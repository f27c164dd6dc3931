"""The ISO that GRUB boots, made by grub-mkrescue."""

import hashlib
import contextlib
import errno
import os
import pathlib
import re
import shutil

from . import build, disks, packages, places, process, tools, workspace
from .status import ExitStatus, Failure

# What GRUB needs for a CD in an emulator's BIOS, and nothing more: the smaller, the sooner it boots.
BIOS_MODULES = "biosdisk iso9660 multiboot2 normal boot"
# For sticks and disks, from BIOS and UEFI. A package of GRUB's that lacks one of them fails the making.
HYBRID_MODULES = "iso9660 fat part_msdos part_gpt multiboot2 normal boot search search_fs_file search_fs_uuid search_label"
# One date everywhere, so that equal contents give an equal image.
EPOCH = "2026010100000000"
EPOCH_SECONDS = 1767225600
CLOCK = "2026-01-01 00:00:00"
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


def make(output, *, options, kernel=None, modules=(), uefi=False, waiting=lambda: None):
    """Writes the ISO to `output`: the kernel (without `kernel` Vitrine's), its `options`, its boot modules (disks.Module). With `uefi` it boots from BIOS
    and UEFI, from a CD or a stick; without, from an emulator's BIOS alone, and sooner. `waiting` is called each second meanwhile."""
    with workspace.folder() as folder:
        tree = folder / "iso"
        (tree / "boot" / "grub").mkdir(parents=True)
        shutil.copy(kernel or places.BOOT_KERNEL, tree / "boot" / "vitrine.elf")
        for module in modules:
            shutil.copy(module.path, tree / "boot" / module.file)
        (tree / "boot" / "grub" / "grub.cfg").write_text(_menu(options, modules), encoding="utf-8")
        variant = ["--install-modules=" + HYBRID_MODULES] if uefi else [
            "-d", tools.GRUB_MODULES.path(), "--install-modules=" + BIOS_MODULES]
        xorriso = [f"--xorriso={tools.XORRISO.path()}"] if tools.XORRISO.named() else []
        if tools.MFORMAT.named():  # grub-mkrescue finds it by this name alone
            (folder / "mformat").symlink_to(tools.MFORMAT.named())
        # For UEFI grub-mkrescue gives the EFI partition a serial number by the clock, and from 2.12 on searches its medium by a
        # file named by the clock: it sees one that stands still. For a BIOS alone nothing asks for the time.
        clock = [tools.FAKETIME.path(), "-f", CLOCK] if uefi else []
        process.run([*clock, tools.GRUB_MKRESCUE.path(), *variant, *xorriso, "--compress=no", "--fonts=", "--themes=", "--locales=", "-o", output, tree,
                     "--", "-volume_date", "all_file_dates", f"={EPOCH_SECONDS}", "-volume_date", "uuid", EPOCH],
                    status=ExitStatus.PANIC, what="making the ISO", waiting=waiting, variables={
                        "SOURCE_DATE_EPOCH": str(EPOCH_SECONDS), "TZ": "UTC0", "NO_FAKE_STAT": "1",
                        "PATH": f"{folder}:{os.environ.get('PATH', os.defpath)}"})


def cached(progress, *, options, guest=None, guest_name="", modules=(), uefi=False, work=None):
    """An ISO of these contents, made now or earlier. In a checkout that can't be written it is made in the folder `work`."""
    packages.require(progress, packages.IMAGE)
    if guest:
        modules = [disks.Module(pathlib.Path(guest), "guest.bin", guest_name), *modules]
    # So that the kernel isn't built anew while it is read.
    with build.lock(progress, alone=False):
        if not places.BOOT_KERNEL.exists():
            raise Failure(ExitStatus.USAGE, "there is no kernel yet", "./vitrine build, or leave --no-build away")
        digest = hashlib.sha256(places.BOOT_KERNEL.read_bytes())
        digest.update(pathlib.Path(__file__).read_bytes())
        digest.update(repr((list(options), [(module.file, module.words) for module in modules], uefi)).encode())
        for module in modules:
            digest.update(hashlib.sha256(module.path.read_bytes()).digest())
        name = digest.hexdigest()[:32] + ".iso"
        kept = _kept(name)
        if kept:
            return kept
        progress.step("making the ISO")
        cache = _cache()
        if cache is None and work is None:
            raise Failure(ExitStatus.MACHINE, f"can't write to {places.CHECKOUT / 'build'}", "copy the checkout to a folder of yours")
        with workspace.folder(cache or work) as folder:
            made = folder / name
            make(made, options=options, modules=modules, uefi=uefi, waiting=progress.waiting)
            return made.rename((cache or work) / name)


def _kept(name):
    """The image of that name when it was made earlier."""
    iso = places.BUILD / "iso" / name
    if not iso.exists():
        return None
    with contextlib.suppress(OSError):  # of a checkout that can't be written
        iso.touch()
    return iso


def _cache():
    """The folder where images are kept, with room for one more; None in a checkout that can't be written."""
    cache = places.BUILD / "iso"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _forget_old(cache)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return None
    return cache if os.access(cache, os.W_OK | os.X_OK) else None


def _forget_old(cache):
    """Keeps the newest images."""
    def age(path):
        try:
            return path.stat().st_mtime
        except FileNotFoundError:  # another run forgot it first
            return 0
    for old in sorted(cache.glob("*.iso"), key=age, reverse=True)[KEPT - 1:]:
        old.unlink(missing_ok=True)
