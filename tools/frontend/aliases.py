"""Other names for paths that some tool can't take: CMake, Ninja, Bochs, QEMU and GRUB's scripts each have characters that mean something."""

import hashlib
import os
import pathlib
import re
import stat

_PLAIN = re.compile(r"[A-Za-z0-9/._+-]+")
# Where a link may lie: not by TMPDIR first, since a build remembers its folder's name.
_PLACES = ("/tmp", "/var/tmp")


def is_plain(path):
    """Whether every tool can take the path: ASCII letters, digits and `/._+-`."""
    return _PLAIN.fullmatch(str(path)) is not None


def alias(path, longest=300):
    """The path itself when it is plain and no longer than `longest` characters; else a link to it that is, by the same name each time. The
    path itself also when no such link can be made."""
    path = pathlib.Path(path)
    if is_plain(path) and len(str(path)) <= longest:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    for place in (*_PLACES, os.environ.get("TMPDIR", "")):
        if is_plain(place):
            try:
                return _link(_folder(place) / name, path)
            except OSError:
                continue
    return path


def _folder(place):
    """A folder that is this user's alone: nobody else can turn a link elsewhere."""
    folder = pathlib.Path(place, f"vitrine-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{folder} is somebody else's")
    return folder


def _link(link, target):
    """`link`, made to lead to `target` if it doesn't: in one step, as others may do the same now."""
    if not link.is_symlink() or os.readlink(link) != str(target):
        new = link.with_name(f"{link.name}-{os.getpid()}")
        new.unlink(missing_ok=True)
        new.symlink_to(target)
        new.rename(link)
    return link
