"""Boot tests share boots: before lit runs a suite, its runs are booted some twenty at a time, and their logs kept. A test then gets what
`./vitrine run` would print, and its exit status, without a boot; a run that isn't kept is booted as ever."""

import contextlib
import hashlib
import io
import json
import re
import shlex
import sys

from . import batches, features, guests, names, run, terminal, tools, workspace
from .choices import CHOICES
from .status import Failure

TOGETHER = 20  # runs in a boot

# Options of the front end and of the kernel by which a run wants a boot for itself: its files, its own start, what it does to Vitrine.
_OWN = ("log", "save_disk", "screen", "live", "timeout", "list")
_OWN_OPTIONS = {"cost", "fault", "check", "dump", "experiments", "caps", "keys", "export", "time"}


def _identity(emulator, needs, options, modules):
    """Everything that a run's log comes from, as a file's name."""
    digest = hashlib.sha256(repr((emulator.name, emulator.cpu, needs.memory, needs.counted_time, options, [module.words for module in modules])).encode())
    for module in modules:
        digest.update(hashlib.sha256(module.path.read_bytes()).digest())
    return digest.hexdigest()


def _can_share(arguments):
    if arguments.command_name != "run" or arguments.firmware != "bios" or any(getattr(arguments, name) for name in _OWN):
        return False
    options = run.kernel_options(arguments)
    return not any(option.partition("=")[0] in _OWN_OPTIONS or option.startswith("#") or set(option) & set("\\\"'") for option in options)


def _supported(text, known):
    """Whether lit would run the test."""
    package = str(tools.lit_package())
    if package not in sys.path:
        sys.path.append(package)
    from lit.BooleanExpression import BooleanExpression  # pylint: disable=import-error,import-outside-toplevel

    def expressions(word):
        return [part.strip() for line in re.findall(rf"\b{word}:(.*)", text) for part in line.split(",")]
    return all(BooleanExpression.evaluate(each, known) for each in expressions("REQUIRES")) and \
        not any(BooleanExpression.evaluate(each, known) for each in expressions("UNSUPPORTED"))


def _commands(test, text, run_words, choices):
    """The words of each `./vitrine` command of a test that needs no file made before. `choices`: how many each %same makes."""
    for line in re.findall(r"\bRUN:(.*)", text):
        for size, start, rest in re.findall(r"(?:%same +(\w+) +)?%(run|vitrine)\b([^|<>;&]*)", line):
            words = rest.replace("%s", str(test)).replace("%S", str(test.parent))
            if "%" in words.replace(str(test.parent), ""):
                continue
            command = shlex.split(words)
            for options, _ in CHOICES[choices, size] if size else [((), None)]:
                # %vitrine's emulator is Bochs where the test names none: lit.cfg.py's VITRINE_EMULATOR.
                yield [*run_words, *command, *options] if start == "run" else [*command[:1], "--emulator", "bochs", *command[1:], *options]


def _parsed(words):
    """The arguments of a command; None for one that is refused."""
    from . import main  # pylint: disable=cyclic-import,import-outside-toplevel
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        return main.parser().parse_args(words)
    return None


def runs_of(tests, machine, work, option=None, choices="short"):
    """{(emulator's name, its processor, needs): (emulator, {identity: batches.Run})} of all runs of the tests' files that can share
    a boot; `machine`, `option` and `choices` are those of %run and %same."""
    emulator, cpu = machine.split(":")
    run_words = ["run", "--no-build", "--emulator", emulator, "--cpu", cpu, *(["--option", option] if option else [])]
    known = features.installed() | features.of_machine(machine)
    groups = {}
    for number, test in enumerate(tests):
        text = test.read_text(encoding="utf-8")
        if not _supported(text, known):
            continue
        for count, words in enumerate(_commands(test, text, run_words, choices)):
            arguments = _parsed(words)
            if arguments is None or not _can_share(arguments):
                continue
            folder = work / f"{number}-{count}"
            folder.mkdir()
            try:
                guests.check_combination(arguments)
                names.check(arguments)
                made = run.prepare(arguments, folder)
                options = run.kernel_options(arguments)
            except Failure:
                continue
            group = groups.setdefault((made.emulator.name, made.emulator.cpu, made.needs), (made.emulator, {}))
            group[1][_identity(made.emulator, made.needs, options, made.modules)] = batches.Run(options, made.modules)
    return groups


def _pieces(group):
    """Equal parts of a group, none larger than TOGETHER; none of a single run, which has nobody to share with."""
    runs = list(group.items())
    count = -(-len(runs) // TOGETHER)
    return [runs[start::count] for start in range(count)] if len(runs) > 1 else []


def _fill(folder, tests, machine, option, choices):
    """Boots what the tests' files run on `machine`, and keeps the logs in `folder`. Returns a sentence on how many."""
    boots = kept = lost = 0
    with workspace.folder() as work:
        for (_, _, needs), (emulator, group) in runs_of(tests, machine, work, option, choices).items():
            for piece in _pieces(group):
                logs, count = batches.finish(emulator, terminal.Progress(quiet=True), [each for _, each in piece], needs=needs)
                boots += count
                for (identity, _), log in zip(piece, logs):
                    if log is None:
                        lost += 1
                        continue
                    kept += 1
                    (folder / identity).write_text(json.dumps(log), encoding="utf-8")
    return f"{kept} runs in {boots} boots" + (f", {lost} to be run alone" if lost else "")


@contextlib.contextmanager
def logs_of(tests, machine, parameters=()):
    """A folder with the logs of what the tests' files run, for lit's parameter `kept`, and a sentence on them. `parameters` are lit's others."""
    given = dict(word.split("=", 1) for word in parameters)
    with workspace.folder() as folder:
        yield folder, _fill(folder, tests, machine, given.get("option"), given.get("choices", "short"))


def serve(folder, words):
    """The command line, with the logs that are kept in `folder` in place of boots."""
    from . import main  # pylint: disable=cyclic-import,import-outside-toplevel

    def boot(arguments, progress, made, on_line):
        if _can_share(arguments):
            path = folder / _identity(made.emulator, made.needs, run.kernel_options(arguments), made.modules)
            if path.exists():
                log = json.loads(path.read_text(encoding="utf-8"))
                for line in log:
                    on_line(line)
                return batches.result_of(log)
        return run.boot(arguments, progress, made, on_line)
    return main.main(words, boot=boot)
