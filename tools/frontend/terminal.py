"""What the user sees besides the log: progress, errors, colour. All of it goes to standard error, the log to standard output."""

import os
import sys
import time

from . import streams

COLOURS = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2", "bold": "1"}

# The colour of a log line's first word.
EVENT_COLOURS = {
    "vitrine": "bold",
    "vmx": "dim",
    "boot": "dim",
    "cpu": "dim",
    "check": "yellow",
    "memory": "dim",
    "guest": "bold",
    "exit": "cyan",
    "console": "green",
    "state": "yellow",
    "end": "bold",
    "error": "red",
    "panic": "red",
    "backtrace": "red",
    "result": "bold",
}


def uses_colour(stream):
    """Colour when `stream` is a terminal, NO_COLOR isn't set (no-color.org) and the terminal isn't dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text, colour, stream):
    """`text` in a colour of COLOURS, where `stream` takes colour."""
    return f"\033[{COLOURS[colour]}m{text}\033[0m" if uses_colour(stream) else text


def paint_log_line(line, stream):
    """A log line with its event in colour; a result that isn't ok in red."""
    event, space, rest = line.partition(" ")
    colour = EVENT_COLOURS.get(event)
    if event in ("result", "end"):
        colour = "green" if rest.startswith("status=ok") or " status=ok" in rest else "red"
    if not colour or not uses_colour(stream):
        return line
    return paint(event, colour, stream) + space + rest


def columns():
    """How wide standard error's terminal is. One that doesn't know its size, as some serial lines, says 0."""
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, 0) or 80
    except OSError:
        return 80


LONG = 5  # seconds after which a step shows that it still goes on


class Progress:
    """One line that says what goes on now. On a terminal it is overwritten and cleared; elsewhere each step is a line of its own."""

    def __init__(self, quiet=False):
        self.quiet = quiet
        self._shown = False
        self._text = None
        self._since = time.monotonic()
        self._next = LONG

    def step(self, text):
        """Shows that `text` is being done."""
        self._text, self._since, self._next = text, time.monotonic(), LONG
        self._show(text, f"{text} …")

    def waiting(self):
        """Shows that the step goes on, when nothing was seen of it for five seconds: on a terminal each second, elsewhere ever more seldom."""
        seconds = time.monotonic() - self._since
        if self._text is None or seconds < self._next:
            return
        self._next = seconds + 1 if sys.stderr.isatty() else 2 * self._next
        self._show(f"{self._text}: {seconds:.0f} s so far", f"{self._text} … {seconds:.0f} s")

    def _show(self, text, on_terminal):
        if self.quiet:
            return
        if sys.stderr.isatty():
            self.clear()
            streams.say(paint(f"vitrine: {on_terminal}"[: columns() - 1], "dim", sys.stderr))
            self._shown = True
        else:
            streams.say(f"vitrine: {text}\n")

    def clear(self):
        """Takes the line away, for what is to stay."""
        self._since = time.monotonic()
        if self._shown:
            streams.say("\r\033[K")
            self._shown = False


def complain(message, hint=""):
    """An error, with what to do about it."""
    streams.say(f"{paint('vitrine: error:', 'red', sys.stderr)} {message}\n" + (f"vitrine: hint: {hint}\n" if hint else ""))
