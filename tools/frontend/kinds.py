"""What a file is that is no guest, by how it begins, and what to do with it."""

from .status import ExitStatus, Failure

_RAW = "qemu-img convert -O raw FILE disk.img makes a raw image of it"
_UNPACK = "unpack it first"
# (offset, bytes, what it is, what to do), the first that fits.
_SIGNATURES = (
    (0x202, b"HdrS", "a Linux kernel (bzImage)", "Vitrine has no loader for Linux; a disk with a boot loader and the kernel on it is booted by --disk"),
    (0, b"\x7fELF", "an ELF file", "Vitrine has no loader for ELF: give a flat binary that runs at 0000:7c00, as `ld --oformat binary -Ttext 0x7c00` or "
     "`objcopy -O binary` make, or a disk whose boot loader loads it"),
    (0, b"\x1f\x8b\x08", "compressed by gzip", _UNPACK),
    (0, b"\xfd7zXZ\0", "compressed by xz", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "compressed by zstd", _UNPACK),
    (0, b"\x04\x22\x4d\x18", "compressed by lz4", _UNPACK),
    (4, b"1AY&SY", "compressed by bzip2", _UNPACK),
    (0, b"PK\x03\x04", "a ZIP archive", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"QFI\xfb", "a qcow2 image", _RAW),
    (0x40, b"\x7f\x10\xda\xbe", "a VDI image of VirtualBox", _RAW),
    (0, b"KDMV", "a VMDK image", _RAW),
    (0, b"# Disk DescriptorFile", "the description of a VMDK image", _RAW),
    (0, b"conectix", "a VHD image", _RAW),
    (0, b"vhdxfile", "a VHDX image", _RAW),
    (0x8001, b"CD001", "a CD's image (ISO 9660) that no hard disk boots", "there is no CD drive: give an image of a floppy or a hard disk"),
)
_HEAD = 0x8006  # bytes to read
_SIGNED = (b"HdrS",)  # these are told from a boot sector though they have its signature


def refuse(path, *, source=False):
    """A Failure when the file is none that a guest can be made of, named for what it is. With `source` a text is meant."""
    with open(path, "rb") as file:
        head = file.read(_HEAD)
    boots = head[510:512] == b"\x55\xaa"
    for offset, signature, what, hint in _SIGNATURES:
        # What has a boot sector is a disk, whatever it is besides: ISOs for sticks have one.
        if head[offset:offset + len(signature)] == signature and (not boots or signature in _SIGNED):
            raise Failure(ExitStatus.BAD_INPUT, f"{path} is {what}", hint)
    if head[:2] == b"MZ" and head[int.from_bytes(head[0x3C:0x40], "little"):][:4] == b"PE\0\0" and not boots:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is a program for UEFI or Windows (PE)", "give a flat binary or a disk's image")
    if not source and not boots and _is_text(head):
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is a text", "NASM source is assembled when its name ends in .asm, .nasm or .s")


def _is_text(head):
    """Whether it is lines of printable characters."""
    return b"\n" in head and all(byte >= 0x20 and byte != 0x7F or byte in b"\t\n\r\f" for byte in head) and _is_utf8(head)


def _is_utf8(head):
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) == _HEAD and error.start >= _HEAD - 3  # a character that the end cuts
    return True
