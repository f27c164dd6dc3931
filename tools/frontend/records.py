"""What a guest made, as it comes over the second serial line: kernel/log/record.hpp has the format."""

import dataclasses
import struct
import zlib

from .status import ExitStatus, Failure

_HEAD = struct.Struct("<4sB3xI")
_CRC = struct.Struct("<I")
_SECTORS = struct.Struct("<B3xIQ")
SECTOR = 512
LARGEST = 2 << 30  # bytes; a drive is at most 256 MiB, rounded up to whole cylinders
SECTORS, SCREEN, END = 1, 2, 3


def _broken(what):
    return Failure(ExitStatus.EMULATOR_FAILED, f"what the guest made didn't come whole over the second serial line: {what}",
                   "nothing was written; run it again, and report it when it happens again")


def parse(data):
    """(type, payload) of each record; a Failure where a byte is missing or wrong, or the last isn't an end. Each guest of a run ends its own."""
    place, ended = 0, False
    found = []
    while place < len(data):
        if len(data) - place < _HEAD.size:
            raise _broken("a record's head is cut")
        magic, kind, length = _HEAD.unpack_from(data, place)
        if magic != b"VREC":
            raise _broken(f"no record begins at byte {place}")
        end = place + _HEAD.size + length
        if len(data) < end + _CRC.size:
            raise _broken("a record is cut")
        if zlib.crc32(data[place:end]) != _CRC.unpack_from(data, end)[0]:
            raise _broken(f"the record at byte {place} has a wrong checksum")
        found.append((kind, data[place + _HEAD.size:end]))
        ended = kind == END
        place = end + _CRC.size
    if not ended:
        raise _broken("the end is missing")
    return found


@dataclasses.dataclass
class Made:
    """What came: runs of sectors of the first disk, and the screen's snapshot."""

    sectors: list
    screen: bytes | None


def read(data):
    """All records together."""
    made = Made([], None)
    for kind, payload in parse(data):
        if kind == SECTORS:
            if len(payload) < _SECTORS.size:
                raise _broken("a record of sectors is shorter than its head")
            _, count, first = _SECTORS.unpack_from(payload)
            if len(payload) != _SECTORS.size + count * SECTOR:
                raise _broken("a record of sectors has another length than it says")
            if first + count > LARGEST // SECTOR:
                raise _broken(f"sector {first} is beyond the largest disk")
            made.sectors.append((first, payload[_SECTORS.size:]))
        elif kind == SCREEN:
            made.screen = payload
    return made


def apply(image, sectors):
    """The disk image's bytes with the sectors written into them. One that is shorter than its disk grows by what was written."""
    result = bytearray(image)
    for first, data in sectors:
        start = first * SECTOR
        result.extend(bytes(max(0, start - len(result))))
        result[start:start + len(data)] = data
    return bytes(result)
