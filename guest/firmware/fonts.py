#!/usr/bin/env python3
"""Takes the fonts of a VGA's text modes out of a VGA BIOS: 256 characters of 16 lines, then 256 of 8 lines, a byte a line.
The glyphs of the LGPL'd VGABIOS are in the public domain, as its vgafonts.h says.

Usage: fonts.py VGABIOS OUTPUT
"""

import pathlib
import sys

# Character 1, the smiling face, tells where a table begins; the empty character 0 before it and the full block DBh confirm it.
FACES = {16: bytes.fromhex("00007e81a58181bd9981817e00000000"), 8: bytes.fromhex("7e81a581bd99817e")}
BLOCK = 0xDB


def table(rom, height):
    """The 256 glyphs of that many lines; a ValueError when the ROM has none, or several."""
    found = []
    start = rom.find(FACES[height])
    while start >= 0:
        first = start - height
        glyphs = rom[first:first + 256 * height] if first >= 0 else b""
        if len(glyphs) == 256 * height and not any(glyphs[:height]) and glyphs[BLOCK * height:(BLOCK + 1) * height] == b"\xff" * height:
            found.append(glyphs)
        start = rom.find(FACES[height], start + 1)
    if len(set(found)) != 1:
        raise ValueError(f"{len(found)} fonts of {height} lines in the VGA BIOS, not one")
    return found[0]


def main(source, output):
    """Writes both tables."""
    rom = pathlib.Path(source).read_bytes()
    pathlib.Path(output).write_bytes(table(rom, 16) + table(rom, 8))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(f"fonts.py: {error}")
