"""Draws the guest's screen as a PNG. The snapshot's layout is that of guest/firmware/screen.hpp."""

import dataclasses
import importlib.util
import pathlib
import struct
import zlib

from . import places, tools
from .status import ExitStatus, Failure


def _fonts():
    """The module that also takes the fonts for the guest's ROM."""
    spec = importlib.util.spec_from_file_location("fonts", places.ROOT / "guest" / "firmware" / "fonts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_HEADER = struct.Struct("<4sHBBHHHHBBHHHB21s768sHI")
_NO_CURSOR = 0xFFFF


@dataclasses.dataclass
class Snapshot:
    """A screen: how it is laid out, its colours, its memory."""

    mode: int
    text: bool
    columns: int
    rows: int
    width: int
    height: int
    character_height: int
    bits: int
    cursor_shape: int
    cursor: tuple | None
    blinks: bool
    attributes: bytes
    dac: bytes
    memory: bytes


def parse(data):
    """The snapshot in a record's payload."""
    if len(data) < _HEADER.size:
        raise Failure(ExitStatus.EMULATOR_FAILED, "the screen's snapshot is cut")
    (magic, version, mode, text, columns, rows, width, height, character_height, bits, shape, row, column, blinks, attributes, dac, _,
     size) = _HEADER.unpack_from(data)
    if magic != b"VSCR" or version != 1 or len(data) != _HEADER.size + size:
        raise Failure(ExitStatus.EMULATOR_FAILED, "the screen's snapshot isn't one of this version")
    return Snapshot(mode, bool(text), columns, rows, width, height, character_height, bits, shape,
                    None if row == _NO_CURSOR else (row, column), bool(blinks), attributes, dac, data[_HEADER.size:])


def _colour(snapshot, index):
    """Red, green and blue of a colour of the DAC, which has six bits of each."""
    return bytes((part << 2) | (part >> 4) for part in snapshot.dac[3 * index:3 * index + 3])


def _palette(snapshot):
    """The colours that the attribute controller's 16 registers choose."""
    return [_colour(snapshot, register & 0x3F) for register in snapshot.attributes[:16]]


def _text(snapshot, glyphs):
    """Rows of pixels of a text mode; those of 40 columns are as wide as those of 80, as on the display."""
    colours = _palette(snapshot)
    lines = []
    height = snapshot.character_height
    across = 2 if snapshot.columns <= 40 else 1
    for row in range(snapshot.rows):
        cells = snapshot.memory[2 * row * snapshot.columns:2 * (row + 1) * snapshot.columns]
        for line in range(height):
            pixels = bytearray()
            for column in range(snapshot.columns):
                character, attribute = cells[2 * column:2 * column + 2]
                bits = glyphs[height * character + line] if line < height else 0
                if snapshot.cursor == (row, column) and (snapshot.cursor_shape >> 8 & 0x1F) <= line <= (snapshot.cursor_shape & 0x1F):
                    bits = 0xFF
                front = colours[attribute & 0x0F]
                back = colours[attribute >> 4 & (0x07 if snapshot.blinks else 0x0F)]
                for bit in range(7, -1, -1):
                    pixels += (front if bits >> bit & 1 else back) * across
            lines.append(bytes(pixels))
    return lines


def _graphics(snapshot):
    """Rows of pixels of a graphics mode, each line as often as the display shows it."""
    lines = []
    if snapshot.bits == 8:
        colours = [_colour(snapshot, index) for index in range(256)]
    else:
        colours = _palette(snapshot)
    stride = snapshot.width * snapshot.bits // 8
    across = 2 if snapshot.width == 320 else 1
    for row in range(snapshot.height):
        start = row * stride if snapshot.bits == 8 else (row % 2) * 0x2000 + row // 2 * stride
        pixels = bytearray()
        for byte in snapshot.memory[start:start + stride]:
            for shift in range(8 - snapshot.bits, -1, -snapshot.bits):
                pixels += colours[byte >> shift & ((1 << snapshot.bits) - 1)] * across
        lines += [bytes(pixels)] * 2
    return lines


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(lines):
    """A PNG of rows of red, green and blue bytes."""
    width = len(lines[0]) // 3
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(lines), 8, 2, 0, 0, 0)) +
            _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 9)) + _chunk(b"IEND", b""))


def draw(data):
    """The PNG's bytes for a snapshot."""
    snapshot = parse(data)
    if not snapshot.text:
        return png(_graphics(snapshot))
    try:
        glyphs = _fonts().table(pathlib.Path(tools.VGABIOS.path()).read_bytes(), 8 if snapshot.character_height == 8 else 16)
    except (OSError, ValueError) as error:
        raise Failure(ExitStatus.EMULATOR_FAILED, f"no font to draw the screen with: {error}", "apt install vgabios") from error
    if snapshot.character_height not in (8, 16):
        height = snapshot.character_height
        glyphs = b"".join(glyphs[16 * index:16 * index + min(height, 16)].ljust(height, b"\0") for index in range(256))
    return png(_text(snapshot, glyphs))
