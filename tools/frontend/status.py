"""Exit statuses of `./vitrine`. kernel/status.hpp has those that the kernel's `result` line gives; instructions.md lists all."""

import enum


class ExitStatus(enum.IntEnum):
    """The number `./vitrine run` exits with. A guest's own code, 0 to 99, stands for itself."""

    OK = 0
    LARGEST_GUEST_CODE = 99  # a larger code of the guest's own is given as this
    CRASH = 100
    BUDGET = 101
    ENTRY_FAILED = 102
    UNSUPPORTED = 103
    BAD_INPUT = 104
    PANIC = 105
    EMULATOR_FAILED = 106
    USAGE = 107
    TIMED_OUT = 108
    MACHINE = 109  # this computer doesn't let it: a full disk, a folder or a standard output that can't be written
    STUCK = 110
    INTERRUPTED = 130


class Failure(Exception):
    """An error for the user: what was wrong, in words, what to do, and the exit status."""

    def __init__(self, status, message, hint=""):
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
