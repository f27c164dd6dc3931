"""`./vitrine explain`: which rules of VM entry a dumped VMCS breaks. The work is done by tools/explain/, a program of the host."""

from . import build, places, process
from .status import ExitStatus, Failure


def explain(arguments, progress):
    """The command. Returns its exit status."""
    build.tools(progress)
    progress.clear()
    if arguments.rules == (arguments.dump is not None):
        raise Failure(ExitStatus.USAGE, "give a dump, or --rules", "./vitrine explain --help")
    words = ["--rules"] if arguments.rules else [arguments.dump]
    if arguments.caps is not None:
        words += ["--caps", arguments.caps]
    words += ["--all"] * arguments.all + ["--json"] * arguments.json
    with process.child([places.EXPLAIN, *words]) as program:
        status = program.wait()
    if status < 0:
        raise Failure(ExitStatus.PANIC, f"vitrine-explain was ended by signal {-status}", "please report it with the dump")
    return status
