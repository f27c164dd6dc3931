"""`./vitrine run`: a guest from its file to its exit status; and `./vitrine iso`."""

import contextlib
import dataclasses
import pathlib
import sys

from . import build, emulators, guests, image, live, names, picture, records, session, terminal, workspace
from .status import ExitStatus, Failure


# Somebody at a terminal has the time of the clock, and all of it.
LIVE_OPTIONS = ("keys=live", "time=real", "idle=off", "budget=1000000G", "exits=off", "lines=off")


def kernel_options(arguments):
    """The kernel's command line for the command's options."""
    options = []
    for name in ("guest", "memory", "budget", "trace", "intercept", "inject", "time", "idle"):
        value = getattr(arguments, name, None)
        if value is not None:
            options.append(f"{name}={value}")
    if arguments.platform != "auto":
        options.append(f"platform={arguments.platform}")
    wanted = [word for word, there in (("disk", getattr(arguments, "save_disk", None)), ("screen", getattr(arguments, "screen", None))) if there]
    if wanted:
        options.append("export=" + ",".join(wanted))
    given = {option.partition("=")[0] for option in (*options, *arguments.option)}
    if getattr(arguments, "live", False):
        options += [option for option in LIVE_OPTIONS if option.partition("=")[0] not in given]
    return options + list(arguments.option)


def make_iso(arguments, progress, work, *, uefi, modules=None, symbols=None):
    """Builds what has to be built and returns the ISO for the command's guest and options."""
    if modules is None:
        modules = guests.modules_of(arguments, work, symbols=symbols)
    if not arguments.no_build:
        build.kernel(progress)
    return image.cached(progress, options=kernel_options(arguments), modules=modules, uefi=uefi, work=work)


def needs_of(arguments, modules, work):
    """What the guest's machine must have."""
    mebibytes = sum(module.path.stat().st_size for module in modules) >> 20
    wants_line = getattr(arguments, "save_disk", None) or getattr(arguments, "screen", None)
    return emulators.Needs(memory=256 + (mebibytes + 63) // 64 * 64,
                           second_serial=work / "second.bin" if wants_line else None,
                           counted_time=arguments.time != "real" and not arguments.live,
                           terminal=work / "terminal" if arguments.live else None)


def save(arguments, modules, needs, status):
    """Writes what the guest made and the user asked for, if it ever ran."""
    if needs.second_serial is None:
        return
    data = needs.second_serial.read_bytes() if needs.second_serial.exists() else b""
    if not data and status in ("bad-input", "unsupported", "panic", "entry-failed"):
        return
    made = records.read(data)
    if arguments.save_disk:
        first = next(module for module in modules if " role=disk" in module.words)
        _write(arguments.save_disk, records.apply(first.path.read_bytes(), made.sectors))
    if arguments.screen:
        if made.screen is None:
            raise Failure(ExitStatus.EMULATOR_FAILED, "the guest's machine sent no screen")
        _write(arguments.screen, picture.draw(made.screen))


def _write(path, data):
    try:
        pathlib.Path(path).write_bytes(data)
    except OSError as error:
        raise Failure(ExitStatus.MACHINE, f"can't write {path}: {error.strerror}") from error


def _must_be_writable(path):
    """A Failure when no file can be written at `path`: better known before a long run than after it."""
    try:
        with contextlib.ExitStack() as made:
            if not pathlib.Path(path).exists():
                made.callback(pathlib.Path(path).unlink)
            open(path, "ab").close()  # pylint: disable=consider-using-with
    except OSError as error:
        raise Failure(ExitStatus.MACHINE, f"can't write {path}: {error.strerror}") from error


class Output:
    """Where the log's lines go: standard output unless --quiet, and the file of --log."""

    def __init__(self, quiet, path, progress):
        self._quiet = quiet
        self._file = open(path, "w", encoding="utf-8") if path else None  # pylint: disable=consider-using-with
        self._progress = progress

    def line(self, text):
        """One line of the log, at once."""
        self._progress.clear()
        if self._file:
            self._file.write(text + "\n")
            self._file.flush()
        if not self._quiet:
            print(terminal.paint_log_line(text, sys.stdout), flush=True)

    def close(self):
        """No more lines."""
        if self._file:
            self._file.close()


def list_guests():
    """Prints the built-in guests."""
    for name, about in guests.built_in():
        print(f"{name:<12}{about}")


@dataclasses.dataclass
class Boot:
    """A run that is about to be booted."""

    emulator: object
    reason: str  # why that emulator
    modules: list
    needs: emulators.Needs
    work: pathlib.Path


def boot(arguments, progress, made, on_line):
    """Boots the run and gives its log to `on_line`; the keys of the `result` line."""
    made.emulator.require(progress, arguments.firmware)
    names.check_cpu(made.emulator)
    iso = make_iso(arguments, progress, made.work, uefi=arguments.firmware == "uefi", modules=made.modules)
    timeout = arguments.timeout or emulators.timeout(made.emulator, arguments.firmware, made.needs.memory)
    progress.step(f"booting {made.emulator.name}, {made.emulator.cpu}, {arguments.firmware} ({made.reason})")
    kind = live.LiveSession if arguments.live else session.Session
    return kind(made.emulator, made.work, firmware=arguments.firmware, timeout=timeout, on_line=on_line, waiting=progress.waiting,
                needs=made.needs).boot(iso)


def prepare(arguments, work):
    """What the command asks to be booted, its files in the folder `work`."""
    emulator, reason = emulators.choose(arguments.emulator, arguments.vendor, arguments.cpu, emulators.kvm_vendor())
    modules = guests.modules_of(arguments, work)
    return Boot(emulator, reason, modules, needs_of(arguments, modules, work), work)


def run(arguments, progress, boot_it=boot):
    """The command. Returns its exit status. `boot_it` is what `boot` is: the tests have their own."""
    if arguments.list:
        list_guests()
        return 0
    with workspace.folder() as work:
        made = prepare(arguments, work)
        for path in (arguments.log, arguments.save_disk, arguments.screen):
            if path:
                _must_be_writable(path)
        output = Output(arguments.quiet, arguments.log, progress)
        try:
            result = boot_it(arguments, progress, made, output.line)
        finally:
            progress.clear()
            output.close()
        save(arguments, made.modules, made.needs, result.get("status"))
    status = session.exit_status(result)
    if result.get("status") != "ok" and not arguments.quiet:
        terminal.complain(f"{result.get('status')}: {result.get('cause', '')}", _meaning(result.get("status"), result.get("cause", "")))
    return status


def _meaning(status, cause):
    """What to do about a status."""
    if "there is no BIOS" in cause:
        return "--platform pc has one; a boot sector that ends in 55 AA gets it by itself"
    return {
        "crash": "the `exit` lines show its last steps and the `state` lines its registers",
        "budget": "--budget gives it longer, --option exits=10M more exits",
        "stuck": "the guest waits for what can't come: the `state` lines show where, and the interrupt controller",
        "entry-failed": "the `error` lines name each rule of the manual that is broken",
        "unsupported": "the `error` line says what is missing; --cpu chooses another model of processor",
        "bad-input": "the `error` line says what was wrong and what would be right",
        "panic": "this is a defect of Vitrine: please report it with the log",
    }.get(status, "")


def iso(arguments, progress):
    """`./vitrine iso`: an ISO for BIOS and UEFI, for an emulator, a CD or a USB stick."""
    with workspace.folder() as work:
        made = make_iso(arguments, progress, work, uefi=True)
        progress.clear()
        output = pathlib.Path(arguments.output)
        output.write_bytes(made.read_bytes())
    print(f"{output}: {output.stat().st_size} bytes, boots from BIOS and UEFI, as a CD and as a USB stick")
    return 0
