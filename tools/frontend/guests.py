"""The guest that the user gives: a flat binary, a boot sector, or NASM source."""

import pathlib
import re

from . import places, process
from .status import ExitStatus, Failure

# As guest/loader.hpp: from 0000:7c00 to the video memory.
LARGEST = 0xA0000 - 0x7C00
SOURCES = (".asm", ".nasm", ".s", ".S")


def built_in():
    """Names of the built-in guests and the first line of each source, in the kernel's order."""
    text = (places.ROOT / "guest" / "programs.cpp").read_text(encoding="utf-8")
    return re.findall(r'BuiltIn\{"([^"]+)", "([^"]+)"', text)


def _nasm(source, output, work, *, symbols=None, defines=None):
    """Assembles `source` with these definitions; with `symbols` it also writes NASM's map there."""
    given = source
    words = [f"-D{name}={value}" for name, value in (defines or {}).items()]
    if symbols:
        given = work / "with-map.asm"
        given.write_text(f"[map symbols {symbols}]\n%include \"{source}\"\n", encoding="utf-8")
    process.run(["nasm", "-f", "bin", "-I", f"{places.PROGRAMS}/", "-I", f"{source.parent}/", *words, "-o", output, given],
                status=ExitStatus.BAD_INPUT, what=f"assembling {source}")


def prepare(path, work, *, symbols=None, defines=None):
    """The guest's binary for `path`, in the folder `work` when it had to be assembled. Checked for its size."""
    path = pathlib.Path(path)
    if not path.is_file():
        raise Failure(ExitStatus.BAD_INPUT, f"there is no file {path}",
                      "give a flat binary, a boot sector or a NASM source; ./vitrine run --list names the built-in guests")
    binary = path
    if path.suffix in SOURCES:
        binary = work / (path.stem + ".bin")
        _nasm(path.resolve(), binary, work, symbols=symbols, defines=defines)
    try:
        size = binary.stat().st_size
        binary.open("rb").close()
    except OSError as error:
        raise Failure(ExitStatus.BAD_INPUT, f"can't read {binary}: {error.strerror}") from error
    if size == 0:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is empty", "a guest has at least one byte")
    if size > LARGEST:
        raise Failure(ExitStatus.BAD_INPUT, f"{path} has {size} bytes; at most {LARGEST} fit above 0000:7c00")
    return binary


def name_of(path):
    """The guest's name in the log: the file's, of characters that need no quoting anywhere."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", pathlib.Path(path).stem) or "guest"
