"""`./vitrine explain`: which rules of VM entry a dumped VMCS breaks. The work is done by tools/explain/, a program of the host."""

from . import build, places, process
from .status import ExitStatus, Failure


def explain(arguments, progress):
    """The command. Returns its exit status."""
    if [arguments.rules, arguments.page, arguments.snippet is not None, arguments.dump is not None].count(True) != 1:
        raise Failure(ExitStatus.USAGE, "give a dump, or --rules, --snippet or --page", "./vitrine explain --help")
    if arguments.page:
        build.page(progress)
        progress.clear()
        print(f"{places.PAGE.relative_to(places.ROOT)}: {places.PAGE.stat().st_size} bytes, which any browser opens")
        return 0
    build.tools(progress)
    progress.clear()
    words = ["--rules"] if arguments.rules else ["--snippet", arguments.snippet] if arguments.snippet else [arguments.dump]
    if arguments.caps is not None:
        words += ["--caps", arguments.caps]
    words += ["--all"] * arguments.all + ["--json"] * arguments.json
    with process.child([places.EXPLAIN, *words]) as program:
        status = program.wait()
    if status < 0:
        raise Failure(ExitStatus.PANIC, f"vitrine-explain was ended by signal {-status}", "please report it with the dump")
    return status
