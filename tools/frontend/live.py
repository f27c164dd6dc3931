"""`./vitrine run --live`: the log on the terminal, and the terminal's keys in the guest."""

import contextlib
import os
import select
import sys
import termios
import time
import tty

from . import session

_COMMAND = 0x1D  # Ctrl-]
# What guest/machine/inputs.hpp has as the wishes to see the screen and to end the guest.
_SHOW_SCREEN = bytes([_COMMAND])
_END = b"\x1c"
_POLL = 0.1


class LiveSession(session.Session):
    """A session whose serial line is a pseudo-terminal. It has no end by the clock: Ctrl-] q ends the guest, and once more all."""

    def boot(self, iso):
        self._line, other_end = os.openpty()
        os.set_blocking(self._line, False)
        try:
            # Of both ends, so that nothing is lost or echoed before the emulator has opened its own.
            tty.setraw(other_end)
            # The emulator takes a name, which has to be known before it starts.
            self._needs.terminal.symlink_to(os.ttyname(other_end))
            return super().boot(iso)
        finally:
            os.close(self._line)
            os.close(other_end)

    def _follow(self, child):
        typed = _Typed(self._line)
        with _cbreak():
            while True:
                ended = child.poll() is not None
                watched = [self._line, *([sys.stdin] if typed.more else [])]
                ready, _, _ = select.select(watched, [], [], 0 if ended else _POLL)
                if self._line in ready:
                    self._take(os.read(self._line, 65536))
                elif ended:
                    return False
                if sys.stdin in ready:
                    typed.read()
                if not self._lines:  # later the terminal is the guest's, and it may wait for somebody to type
                    self._waiting()
                if self._result is not None and not ended:
                    self._wait_for_end(child)

    def _wait_for_end(self, child):
        """After the result nothing comes but the emulator's end."""
        deadline = time.monotonic() + session.GRACE
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(session.POLL)
        if child.poll() is None:
            child.kill()


class _Typed:
    """What is typed: Ctrl-] begins a command, all else goes to the guest."""

    def __init__(self, line):
        self._line = line
        self._command_next = False
        self._ended = False
        self.more = True

    def read(self):
        """Passes on what there is."""
        data = os.read(sys.stdin.fileno(), 256)
        self.more = bool(data)
        for byte in data:
            if not self._command_next:
                self._command_next = byte == _COMMAND
                if not self._command_next and byte != _END[0]:
                    self._send(bytes([byte]))
                continue
            self._command_next = False
            if byte in b"qQ":
                if self._ended:
                    raise KeyboardInterrupt
                self._ended = True
                self._send(_END)
            if byte in b"sS":
                self._send(_SHOW_SCREEN)

    def _send(self, data):
        with contextlib.suppress(BlockingIOError):
            os.write(self._line, data)


@contextlib.contextmanager
def _cbreak():
    """Keys come one by one and unseen; the terminal is as before at the end."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        settings = termios.tcgetattr(sys.stdin)
        settings[0] &= ~termios.ICRNL  # Enter is CR, as a keyboard's
        settings[3] &= ~termios.ISIG  # Ctrl-C is the guest's
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, settings)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
