#!/usr/bin/env python3
"""Puts the WebAssembly program into the page.

Usage: make_page.py PAGE.html PROGRAM.wasm OUTPUT.html
"""

import base64
import pathlib
import sys

PLACE = "@PROGRAM@"


def main(template, program, output):
    """Writes OUTPUT; returns 1 when the page has no place for the program, or more than one."""
    page = pathlib.Path(template).read_text(encoding="utf-8")
    if page.count(PLACE) != 1:
        print(f"{template}: {PLACE} must stand in it once", file=sys.stderr)
        return 1
    text = base64.b64encode(pathlib.Path(program).read_bytes()).decode("ascii")
    path = pathlib.Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.replace(PLACE, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
