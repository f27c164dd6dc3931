"""`./vitrine experiment`: VM entries broken on purpose, and whether the processor does what the manual's rules predict."""

import pathlib

from . import build, emulators, image, names, run, session, workspace
from .status import ExitStatus, Failure


def experiment(arguments, progress):
    """The command. Returns its exit status."""
    path = pathlib.Path(arguments.file)
    if not path.is_file():
        raise Failure(ExitStatus.BAD_INPUT, f"there is no file {path}", "a text file of lists FIELD:VALUE,…, one experiment a line")
    if not path.read_bytes().strip():
        raise Failure(ExitStatus.BAD_INPUT, f"{path} is empty", "one experiment a line, as in guest_rflags:0x0")
    emulator, reason = emulators.choose(arguments.emulator, arguments.vendor, arguments.cpu, emulators.kvm_vendor())
    timeout = arguments.timeout or emulators.timeout(emulator, "bios")
    with workspace.folder() as work:
        emulator.require(progress, "bios")
        names.check_cpu(emulator)
        if not arguments.no_build:
            build.kernel(progress)
        iso = image.cached(progress, options=["experiments=module"], guest=path, guest_name="experiments", work=work)
        output = run.Output(arguments.quiet, arguments.log, progress)
        progress.step(f"booting {emulator.name}, {emulator.cpu} ({reason})")
        try:
            result = session.Session(emulator, work, firmware="bios", timeout=timeout, on_line=output.line, waiting=progress.waiting).boot(iso)
        finally:
            progress.clear()
            output.close()
    return session.exit_status(result)
