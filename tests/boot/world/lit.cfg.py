"""Boot tests of the real-mode world: boot sectors, and software from Debian's packages, on a PC with a BIOS."""

import os
import sys

parent = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lit.cfg.py")
lit_config.load_config(config, parent)  # noqa: F821: lit's own
config.name = config.name.replace("boot-", "world-")  # noqa: F821
config.suffixes = [".asm", ".test"]
config.excludes = []
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(config.test_exec_root, "world")
config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%image", f"{sys.executable} {config.test_source_root}/images.py"))
