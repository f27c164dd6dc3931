"""Names that the kernel knows, taken from its sources, so that a misspelt one is found before anything boots."""

import difflib
import re
import subprocess

from . import guests, places, process, tools
from .status import ExitStatus, Failure


def _choices():
    return (places.ROOT / "boot" / "guest_choice.cpp").read_text(encoding="utf-8")


def other_guests():
    """What guest= takes beside the built-in guests, from boot/guest_choice.cpp."""
    return re.findall(r'(?:module|disk)_word = "([a-z]+)"', _choices())


def intercept_words():
    """The words of intercept=, from boot/guest_choice.cpp."""
    return re.findall(r'Intercept\{"([a-z0-9]+)"', _choices())


def trace_words():
    """The words of trace= without a number, from guest/events/kinds.cpp and trace_filter.cpp."""
    events = places.ROOT / "guest" / "events"
    kinds = (events / "kinds.cpp").read_text(encoding="utf-8")
    text = (events / "trace_filter.cpp").read_text(encoding="utf-8")
    words = re.findall(r'= row<[^>]*>\(\s*"([a-z-]+)"', kinds)
    for name in ("other_names", "last"):
        found = re.search(rf"> {name}\{{([^}}]*)\}}", text)
        words += re.findall(r'"([a-z-]+)"', found.group(1)) if found else []
    return words


def options():
    """The kernel's options, from boot/options.cpp."""
    return re.findall(r'Option\{\{"([a-z]+)"', (places.ROOT / "boot" / "options.cpp").read_text(encoding="utf-8"))


def near(word, known):
    """The known name that is nearest to the word; None when none is near."""
    found = difflib.get_close_matches(word, sorted(known), 1, 0.6)
    return found[0] if found else None


def _unknown(what, word, known):
    close = near(word.removeprefix("-"), known)
    raise Failure(ExitStatus.BAD_INPUT, f"{what} {word!r}" + (f"; did you mean {close}?" if close else ""), "there are: " + ", ".join(known))


def check(arguments):
    """Refuses a guest, a word of --trace or --intercept and a misspelt kernel option that the kernel would refuse."""
    built_in = [name for name, _ in guests.built_in()]
    for word in (arguments.guest or "").split(","):
        if word and word not in built_in and word not in other_guests():
            _unknown("there is no built-in guest", word, built_in)
    known = trace_words()
    for word in (arguments.trace or "").split(","):
        bare = word.removeprefix("-")
        if bare and not bare.startswith(("port:", "bios:")) and bare not in known:
            _unknown("--trace has no word", word, known)
    known = intercept_words()
    for word in (arguments.intercept or "").split(","):
        if word and word not in known:
            _unknown("--intercept has no word", word, known)
    # A kernel of another version may have options that this front end doesn't know: only what looks misspelt is refused.
    known = options()
    for option in arguments.option:
        key = option.partition("=")[0]
        if key not in known and near(key, known):
            _unknown("the kernel has no option", key, known)


def _qemu_models(listed):
    """The first words of its list, which before version 11 stand behind `x86`; after an empty line it lists flags."""
    listed = listed.partition("Available CPUs:")[2].partition("\n\n")[0]
    return re.findall(r"^ *(?:x86 +)?(\S+)", listed, re.MULTILINE)


def models(name):
    """The models of processor that the installed Bochs or QEMU lists; none where its list isn't understood, and for other emulators."""
    command = {"bochs": lambda: [tools.BOCHS.path(), "--help", "cpu"], "qemu": lambda: [tools.QEMU.path(), "-cpu", "help"]}.get(name)
    if command is None:
        return []
    try:
        listed = subprocess.run(command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                env=process.environment(), timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    known = _qemu_models(listed) if name == "qemu" else re.findall(r"^(\w+)", listed, re.MULTILINE)
    # Its list is read as it is printed: without a single model of the kind that every version has, it isn't understood.
    return known if {"EPYC", "corei7_skylake_x"} & set(known) else []


def check_cpu(emulator):
    """Refuses a model of processor that the installed emulator doesn't list, with the near name. Properties behind a comma are its own matter."""
    known = models(emulator.name)
    model = emulator.cpu.partition(",")[0]
    if not known or model in known:
        return
    close = near(model, known)
    listing = "bochs --help cpu lists them" if emulator.name == "bochs" else "qemu-system-x86_64 -cpu help lists them"
    raise Failure(ExitStatus.EMULATOR_FAILED, f"{emulator.name.capitalize()} has no model {model}" + (f"; did you mean {close}?" if close else ""), listing)
