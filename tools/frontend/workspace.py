"""Folders for temporary files, and what is said when there is no room in one."""

import contextlib
import os
import pathlib
import tempfile

from . import aliases
from .status import ExitStatus, Failure

_LITTLE = 256 << 10  # bytes: less than a log may need, and more than a full disk has
_LONGEST = 60  # a socket's name must fit in 108 bytes
# What these say may come from a full disk. The others are said before anything is written.
_DOUBTFUL = (ExitStatus.PANIC, ExitStatus.EMULATOR_FAILED, ExitStatus.TIMED_OUT, ExitStatus.BAD_INPUT)


def prepare():
    """Has temporary files, those of tools too, be made by names that every tool can take."""
    place = tempfile.gettempdir()
    plain = str(aliases.alias(place, _LONGEST))
    if plain != place:
        tempfile.tempdir = os.environ["TMPDIR"] = plain


@contextlib.contextmanager
def room(folder):
    """Turns a failure that comes of a full disk under `folder` into one that says so."""
    try:
        yield
    except Failure as failure:
        if failure.status in _DOUBTFUL and _is_full(folder):
            raise Failure(ExitStatus.MACHINE, f"there is no more room in {os.path.realpath(folder)}",
                          "make room there; TMPDIR names another folder for what is temporary") from failure
        raise


def _is_full(folder):
    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    return free.f_bavail * free.f_frsize < _LITTLE


@contextlib.contextmanager
def folder(parent=None):
    """A folder for temporary files, in `parent` or where such are; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="vitrine-", dir=parent) as name, room(name):
        yield pathlib.Path(name)
