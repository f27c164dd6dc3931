"""Reading the log: instructions.md, "The log"."""

import codecs
import re

FIRST = "vitrine version="
_PAIR = re.compile(r'([a-z0-9-]+)=("(?:[^"\\]|\\.)*"|[^ "]*)')
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|.)")


def _unescape(match):
    text = match.group(1)
    if text.startswith("x") and len(text) == 3:
        return chr(int(text[1:], 16))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(text, text)


def parse(line):
    """The event and the dictionary of a line's keys; None for a line that isn't of the log."""
    event, _, rest = line.partition(" ")
    if not re.fullmatch(r"[a-z]+", event):
        return None
    pairs, position = {}, 0
    while position < len(rest):
        match = _PAIR.match(rest, position)
        if not match:
            return None
        value = match.group(2)
        if value.startswith('"'):
            value = _ESCAPE.sub(_unescape, value[1:-1])
        pairs[match.group(1)] = value
        position = match.end()
        if position < len(rest):
            if rest[position] != " ":
                return None
            position += 1
    return event, pairs


class LineReader:
    """Cuts what comes over the serial line into the log's lines. Whatever firmware or boot loader wrote before the log's first
    line is dropped."""

    def __init__(self):
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a character may come in pieces
        self._rest = ""
        self._begun = False

    def feed(self, data):
        """Takes bytes; returns the lines that they finish."""
        self._rest += self._decoder.decode(data)
        if not self._begun:
            start = self._rest.find(FIRST)
            if start < 0:
                self._rest = self._rest[-len(FIRST):]
                return []
            self._rest = self._rest[start:]
            self._begun = True
        *lines, self._rest = self._rest.split("\n")
        return [line.rstrip("\r") for line in lines]
