#!/usr/bin/env python3
"""Keeps the layers apart: fails with the file and line of an include that points upward, or of something in a pure source
that only the machine's rim may have. The host build runs this.

Usage: layers.py ROOT PURE_SOURCE…
"""

import pathlib
import re
import sys

# What each folder may include besides itself: the longest prefix of a file's path counts. boot/ is the composition root and knows everybody.
MAY_INCLUDE = {
    "arch": set(),
    "kernel": {"arch"},
    "guest/cpu": {"kernel"},
    "guest/machine": {"kernel", "guest/cpu"},
    "guest/devices": {"kernel", "guest/cpu", "guest/machine"},
    "guest/firmware": {"kernel", "guest/cpu", "guest/machine", "guest/devices"},
    "guest/loaders": {"kernel", "guest/cpu", "guest/machine", "guest/firmware"},
    "guest/boards": {"kernel", "guest/cpu", "guest/machine", "guest/devices", "guest/firmware"},
    "guest/events": {"kernel", "guest/cpu", "guest/machine"},
    "guest/policies": {"kernel", "guest/cpu", "guest/machine"},
    "guest/programs": {"kernel", "guest/cpu"},
    "vmx": {"arch", "kernel", "guest/cpu", "guest/machine"},
    "vmx/entry_rules": {"kernel", "guest/cpu", "vmx"},
    "svm": {"arch", "kernel", "guest/cpu", "guest/machine"},
    "tools/explain": {"kernel", "vmx", "svm"},
    "lab": {"arch", "kernel", "guest", "vmx", "svm", "boot"},
    "boot": {"arch", "kernel", "guest", "vmx", "svm", "lab"},
}
# Headers of arch/ that are arithmetic only.
PURE_ARCH = {"arch/extended_state.hpp", "arch/signed_division.hpp"}
INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"')
RAW_STRING = re.compile(r'R"\(.*?\)"', re.DOTALL)
PRIVILEGED = re.compile(r"\basm\b|__builtin_ia32_|\b_(?:in|out)(?:p|b|w|d)\b")


def includes(root, source):
    """(line number, path) of each of the file's own includes."""
    for number, line in enumerate((root / source).read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def lies_in(path, folder):
    """Whether the file is in the folder or below."""
    return path.startswith(folder + "/")


def upward(root):
    """Complaints about includes against the layers' direction, and about folders without a rule."""
    folders = sorted(MAY_INCLUDE, key=len, reverse=True)
    for top in sorted({folder.split("/")[0] for folder in folders}):
        for source in sorted((root / top).rglob("*.?pp")):
            name = str(source.relative_to(root))
            own = next((folder for folder in folders if lies_in(name, folder)), None)
            if own is None:
                if top != "tools":
                    yield f"{name}:1: no rule says what its folder may include"
                continue
            for number, path in includes(root, name):
                if not any(lies_in(path, folder) for folder in {own} | MAY_INCLUDE[own]):
                    yield f"{name}:{number}: {own}/ may not include {path}"


def impure(root, sources):
    """Complaints about pure sources, and all that they include."""
    waiting = [str(pathlib.Path(source).resolve().relative_to(root)) for source in sources]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        # A text that is printed is no code.
        text = RAW_STRING.sub(lambda match: "\n" * match[0].count("\n"), (root / name).read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            if PRIVILEGED.search(line.split("//")[0]):
                yield f"{name}:{number}: a privileged instruction in a pure file: {line.strip()}"
        for number, path in includes(root, name):
            if path.startswith("arch/") and path not in PURE_ARCH:
                yield f"{name}:{number}: a pure file may not include {path}"
            elif (root / path).exists():
                waiting.append(path)


def main(arguments):
    """Returns 0 when the layers hold."""
    root = pathlib.Path(arguments[0]).resolve()
    complaints = [*upward(root), *impure(root, arguments[1:])]
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
