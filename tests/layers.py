#!/usr/bin/env python3
"""Keeps the layers apart: fails with the file and line of an include that points upward, or of something in a pure source
that only the machine's rim may have. The host build runs this.

Usage: layers.py ROOT PURE_SOURCE…
"""

import pathlib
import re
import sys

# What each folder may include. boot/ is the composition root and knows everybody.
MAY_INCLUDE = {
    "arch": {"arch"},
    "kernel": {"arch", "kernel"},
    "guest": {"kernel", "guest"},
    "vmx": {"arch", "kernel", "guest", "vmx"},
    "svm": {"arch", "kernel", "guest", "svm"},
    "tools/explain": {"kernel", "vmx", "tools"},
    "boot": {"arch", "kernel", "guest", "vmx", "svm", "boot"},
}
# Headers of arch/ that are arithmetic only.
PURE_ARCH = {"arch/page_table.hpp"}
INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"')
PRIVILEGED = re.compile(r"\basm\b|__builtin_ia32_|\b_(?:in|out)(?:p|b|w|d)\b")


def includes(root, source):
    """(line number, path) of each of the file's own includes."""
    for number, line in enumerate((root / source).read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def upward(root):
    """Complaints about includes against the layers' direction."""
    for folder, allowed in MAY_INCLUDE.items():
        for source in sorted((root / folder).rglob("*.?pp")):
            name = str(source.relative_to(root))
            for number, path in includes(root, name):
                if path.split("/")[0] not in allowed:
                    yield f"{name}:{number}: {folder}/ may not include {path}"
                elif folder in ("guest",) and path.startswith("arch/"):
                    yield f"{name}:{number}: vendor-neutral code may not include {path}"


def impure(root, sources):
    """Complaints about pure sources, and all that they include."""
    waiting = [str(pathlib.Path(source).resolve().relative_to(root)) for source in sources]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
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
