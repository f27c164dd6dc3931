"""Several runs in one boot: a list of runs as a boot module. instructions.md, "Several runs in one boot"."""

import dataclasses
import time

from . import disks, emulators, image, logs, session, workspace
from .status import ExitStatus, Failure

MOST_MODULES = 63  # boot/multiboot2.hpp, the list aside


@dataclasses.dataclass
class Run:
    """One run of a boot."""

    options: list  # of the kernel
    modules: list  # disks.Module


class _Session(session.Session):
    """Ends at the last of several `result` lines; the time limit is for each run."""

    def __init__(self, *arguments, runs, **options):
        super().__init__(*arguments, **options)
        self._left = runs

    def _take_result(self, keys):
        self._left -= 1
        self._deadline = time.monotonic() + self._timeout
        if self._left == 0:
            super()._take_result(keys)


def _words(options):
    for option in options:
        image.check_option(option)
        if option.startswith("#") or set(option) & set("\\\"'"):
            raise Failure(ExitStatus.USAGE, f"an option in a list of runs can't begin with # or hold a quote or a backslash: {option!r}")
    return " ".join(options)


def _image(progress, work, runs):
    """The ISO of the list and of every module once."""
    numbers, modules, lines = {}, [], []
    for each in runs:
        own = []
        for module in each.modules:
            key = (module.words, module.path.read_bytes())
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                modules.append(disks.Module(module.path, f"module{numbers[key]}", module.words))
            own.append(str(numbers[key]))
        lines.append(f"{','.join(own) or '-'} {_words(each.options)}\n")
    if len(modules) > MOST_MODULES:
        raise Failure(ExitStatus.USAGE, f"{len(modules)} boot modules; at most {MOST_MODULES} can be given")
    path = work / "runs"
    path.write_text("".join(lines), encoding="ascii")
    iso = work / "runs.iso"
    progress.step("making the ISO")
    image.make(iso, options=[], modules=[disks.Module(path, "runs", "runs role=runs"), *modules],
               waiting=progress.waiting)
    return iso


def boot(emulator, progress, runs, *, needs=emulators.Needs(), timeout=None):
    """Boots the runs together, from BIOS, with at most `timeout` seconds for each. Returns the log of each that came to its end, as
    lists of lines: fewer than `runs` when Vitrine or the emulator didn't come to theirs."""
    finished, lines = [], []

    def take(line):
        lines.append(line)
        if line.startswith("result "):
            finished.append(list(lines))
            lines.clear()
    with workspace.folder() as work:
        iso = _image(progress, work, runs)
        progress.step(f"booting {emulator.name}, {emulator.cpu}, {len(runs)} runs")
        try:
            _Session(emulator, work, firmware="bios", timeout=timeout or emulators.timeout(emulator, "bios"), on_line=take, waiting=progress.waiting, needs=needs,
                     runs=len(runs)).boot(iso)
        except Failure as failure:
            if failure.status not in (ExitStatus.TIMED_OUT, ExitStatus.EMULATOR_FAILED):
                raise
    return finished


def result_of(log):
    """The keys of a log's last line."""
    return logs.parse(log[-1])[1]


def finish(emulator, progress, runs, *, needs=emulators.Needs(), timeout=None):
    """Boots the runs in as few boots as it takes. Returns the logs, in the order of `runs`, and the number of boots. A run in which
    Vitrine panics or the emulator ends or hangs has None, and those behind it get a boot of their own."""
    found, boots = [], 0
    while len(found) < len(runs):
        logs_now = boot(emulator, progress, runs[len(found):], needs=needs, timeout=timeout)
        boots += 1
        # A panic ends the boot. Its backtrace knows that there was a list.
        broken = bool(logs_now) and result_of(logs_now[-1]).get("status") == "panic"
        found += logs_now[:-1] if broken else logs_now
        if len(found) < len(runs):
            found.append(None)
    return found, boots
