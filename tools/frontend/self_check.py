"""What an emulator gets wrong, by what the kernel's own self-check says of it when it is booted: boot/self_check.hpp."""

import dataclasses

from . import build, emulators, image, logs, packages, places, session, terminal, workspace
from .status import Failure

NOT_BUILT = "not looked at: nothing is built yet"
_OPTIONS = ("guest=real", "trace=none")


@dataclasses.dataclass(frozen=True)
class Looked:
    """What came of it: the instructions that are wrong, [{"instruction", "cause", "hint"}], or why nobody could look."""

    wrong: tuple = ()
    why_not: str = ""


def wrong_in(lines):
    """What a log's lines say is wrong."""
    found = [parsed[1] for line in lines if (parsed := logs.parse(line)) and parsed[0] == "check"]
    return tuple({key: keys.get(key, "") for key in ("instruction", "cause", "hint")} for keys in found
                 if keys.get("name") == "instructions" and keys.get("status") == "failed")


def look(emulator):
    """Boots the kernel that is built in `emulator`, and writes nothing but temporary files."""
    if not places.BOOT_KERNEL.exists():
        return Looked(why_not=NOT_BUILT)
    missing = packages.missing(packages.IMAGE, packages.BOCHS if emulator.name == "bochs" else packages.QEMU)
    if missing:
        return Looked(why_not="not looked at without " + " ".join(missing))
    lines = []
    try:
        with workspace.folder() as work:
            with build.lock(terminal.Progress(quiet=True), alone=False):
                image.make(work / "look.iso", options=_OPTIONS)
            session.Session(emulator, work, firmware="bios", timeout=emulators.timeout(emulator, "bios"), on_line=lines.append,
                            needs=emulators.Needs()).boot(work / "look.iso")
    except (Failure, OSError) as failure:
        return Looked(why_not=f"could not be looked at: {getattr(failure, 'message', failure)}")
    return Looked(wrong=wrong_in(lines))
