"""`./vitrine caps`: what a processor's virtualization can do, and what Vitrine does with it."""

import argparse
import pathlib

from . import build, emulators, image, logs, names, session, workspace
from .status import ExitStatus, Failure


def _checked(progress, emulator):
    """The emulator, installed and with that model of processor."""
    emulator.require(progress, "bios")
    names.check_cpu(emulator)
    return emulator


def _report(progress, emulator, *, no_build):
    """The `cpu` and `caps` lines of that emulator's processor."""
    lines = []
    with workspace.folder() as work:
        if not no_build:
            build.kernel(progress)
        iso = image.cached(progress, options=["caps"], work=work)
        progress.step(f"booting {emulator.name}, {emulator.cpu}")
        try:
            result = session.Session(emulator, work, firmware="bios", timeout=emulators.timeout(emulator, "bios"), on_line=lines.append, waiting=progress.waiting).boot(iso)
        finally:
            progress.clear()
    if result.get("status") != "ok":
        raise Failure(session.exit_status(result), f"{emulator.cpu}: {result.get('cause', '')}", "--cpu chooses another model of processor")
    return [line for line in lines if line.startswith(("cpu ", "caps "))]


def _side(progress, arguments, name):
    """What `name` stands for: the lines of a report in a file, or an emulator with a model of processor."""
    path = pathlib.Path(name)
    if path.is_file():
        lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.startswith(("cpu ", "caps "))]
        if not any(line.startswith("caps ") for line in lines):
            raise Failure(ExitStatus.BAD_INPUT, f"{name} has no capability report", "./vitrine caps --cpu MODEL > FILE writes one")
        return lines
    if "/" in name or path.suffix:
        raise Failure(ExitStatus.BAD_INPUT, f"there is no file {name}", "give a file with a report, or a model of processor")
    # A model of QEMU's where it is one: the others are Bochs's.
    kind = arguments.emulator if arguments.emulator != "auto" else "qemu" if name[:1].isupper() or name == "max" else "bochs"
    return _checked(progress, emulators.create(kind, name))


def _keyed(lines):
    """{what a line is about: the line}"""
    keyed = {}
    for line in lines:
        event, pairs = logs.parse(line)
        about = tuple(value for key, value in pairs.items() if key in ("msr", "cpuid", "register", "bit", "name", "use", "field"))
        keyed[(event, *about)] = line
    return keyed


def diff(before, after):
    """What differs, as lines with `- ` or `+ ` before them, in the order of the reports."""
    old, new = _keyed(before), _keyed(after)
    output = []
    order = list(old) + [about for about in new if about not in old]
    for about in order:
        if old.get(about) != new.get(about):
            output += [f"- {old[about]}"] if about in old else []
            output += [f"+ {new[about]}"] if about in new else []
    return output


def caps(arguments, progress):
    """The command. Returns its exit status."""
    if arguments.diff:
        sides = [_side(progress, arguments, name) for name in arguments.diff]
        lines = diff(*(side if isinstance(side, list) else _report(progress, side, no_build=arguments.no_build) for side in sides))
    else:
        emulator, _ = emulators.choose(arguments.emulator, arguments.vendor, arguments.cpu, emulators.kvm_vendor())
        lines = _report(progress, _checked(progress, emulator), no_build=arguments.no_build)
    progress.clear()
    for line in lines:
        print(line)
    return 1 if arguments.diff and lines else 0


def add_arguments(parser, add_machine):
    """The command's options."""
    add_machine(parser)
    parser.add_argument("--diff", nargs=2, metavar=("A", "B"), help="what differs between two: each a file with a report or a model of processor")
    parser.add_argument("--no-build", action="store_true", help=argparse.SUPPRESS)
