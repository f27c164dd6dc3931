"""Where things lie in the repository."""

import pathlib

from . import aliases

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
ROOT = aliases.alias(CHECKOUT)  # the same folder by a name that every tool can take
BUILD = ROOT / "build"
KERNEL_BUILD = BUILD / "kernel"
HOST_BUILD = BUILD / "host"
TOOLS_BUILD = BUILD / "tools"
EXPLAIN = TOOLS_BUILD / "vitrine-explain"
PAGE_BUILD = BUILD / "page"
PAGE = ROOT / "docs" / "explain" / "index.html"
KERNEL = KERNEL_BUILD / "vitrine.elf"  # with debug information
BOOT_KERNEL = KERNEL_BUILD / "vitrine-boot.elf"  # what the ISO carries
PROGRAMS = ROOT / "guest" / "programs"
