"""`./vitrine run`: a guest from its file to its exit status; and `./vitrine iso`."""

import contextlib
import pathlib
import sys
import tempfile

from . import build, emulators, guests, image, session, terminal


def kernel_options(arguments):
    """The kernel's command line for the command's options."""
    options = []
    for name in ("guest", "memory", "budget", "trace", "intercept", "inject"):
        value = getattr(arguments, name, None)
        if value is not None:
            options.append(f"{name}={value}")
    return options + list(arguments.option)


@contextlib.contextmanager
def workspace():
    """A folder for one run's files."""
    with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
        yield pathlib.Path(folder)


def make_iso(arguments, progress, work, *, uefi, symbols=None):
    """Builds what has to be built and returns the ISO for the command's guest and options."""
    if not arguments.no_build:
        build.kernel(progress)
    binary, name = None, ""
    if arguments.file:
        binary = guests.prepare(arguments.file, work, symbols=symbols)
        name = guests.name_of(arguments.file)
    return image.cached(progress, options=kernel_options(arguments), guest=binary, guest_name=name, uefi=uefi)


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


def run(arguments, progress):
    """The command. Returns its exit status."""
    if arguments.list:
        list_guests()
        return 0
    emulator, reason = emulators.choose(arguments.emulator, arguments.vendor, arguments.cpu, emulators.kvm_vendor())
    timeout = arguments.timeout or emulator.timeouts[arguments.firmware]
    with workspace() as work:
        emulator.require(progress, arguments.firmware)
        iso = make_iso(arguments, progress, work, uefi=arguments.firmware == "uefi")
        output = Output(arguments.quiet, arguments.log, progress)
        progress.step(f"booting {emulator.name}, {emulator.cpu}, {arguments.firmware} ({reason})")
        try:
            result = session.Session(emulator, work, firmware=arguments.firmware, timeout=timeout,
                                     on_line=output.line).boot(iso)
        finally:
            progress.clear()
            output.close()
    status = session.exit_status(result)
    if result.get("status") != "ok" and not arguments.quiet:
        terminal.complain(f"{result.get('status')}: {result.get('cause', '')}", _meaning(result.get("status")))
    return status


def _meaning(status):
    """What to do about a status."""
    return {
        "crash": "the `exit` lines show its last steps and the `state` lines its registers",
        "budget": "--budget gives it longer",
        "entry-failed": "the `error` lines name each rule of the manual that is broken",
        "unsupported": "the `error` line says what is missing; --cpu chooses another model of processor",
        "bad-input": "the `error` line says what was wrong and what would be right",
        "panic": "this is a defect of Vitrine: please report it with the log",
    }.get(status, "")


def iso(arguments, progress):
    """`./vitrine iso`: an ISO for BIOS and UEFI, for an emulator, a CD or a USB stick."""
    with workspace() as work:
        made = make_iso(arguments, progress, work, uefi=True)
        progress.clear()
        output = pathlib.Path(arguments.output)
        output.write_bytes(made.read_bytes())
    print(f"{output}: {output.stat().st_size} bytes, boots from BIOS and UEFI, as a CD and as a USB stick")
    return 0
