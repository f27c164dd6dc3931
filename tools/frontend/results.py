"""The document that `./vitrine test --long` writes: what its last run came to."""

import datetime
import subprocess

from . import emulators, places, process
from .status import ExitStatus, Failure


def _commit():
    """The commit that was tested, and whether the checkout has changes to it; nothing without Git."""
    def git(*words):
        return subprocess.run(["git", "-C", places.ROOT, *words], check=True, env=process.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    try:
        return f", commit {git('rev-parse', '--short=12', 'HEAD')}" + (" with changes" if git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def document(date, tested, times, lines):
    """The document's text. `tested`: what was tested with what; `times` and `lines`: the lines that the command ends with."""
    return "\n".join(["# The last long run of the tests", "",
                      "`./vitrine test --long` runs all tests, and writes this file.", "",
                      f"{date}{tested}:", "", "```text", *times, *lines, "```", ""])


def write(path, times, lines):
    """Writes the document. Fails when it can't be written."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    found = [(label, kind.version()) for label, kind in (("Bochs", emulators.Bochs), ("QEMU", emulators.Qemu))]
    text = document(today, "".join([_commit(), *(f", {label} {version[0]}.{version[1]}" for label, version in found if version)]), times, lines)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(ExitStatus.MACHINE, f"cannot write {path}: {error.strerror}") from error
