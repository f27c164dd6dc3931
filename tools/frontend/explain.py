"""`./vitrine explain`: which rules of VM entry a dumped VMCS breaks. The work is done by tools/explain/, a program of the host."""

from . import build, places, process
from .status import ExitStatus, Failure


def explain(arguments, progress):
    """The command. Returns its exit status."""
    build.tools(progress)
    progress.clear()
    caps = ["--caps", arguments.caps] if arguments.caps is not None else []
    with process.child([places.EXPLAIN, arguments.dump, *caps]) as program:
        status = program.wait()
    if status < 0:
        raise Failure(ExitStatus.PANIC, f"vitrine-explain was ended by signal {-status}", "please report it with the dump")
    return status
