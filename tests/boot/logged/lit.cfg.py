"""Boot tests that compare a run with what it is when other things are logged: same.py. Parameter choices: short (the default) or long."""

import os
import sys

parent = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lit.cfg.py")
lit_config.load_config(config, parent)  # noqa: F821: lit's own
boot = os.path.dirname(parent)
choices = lit_config.params.get("choices", "short")  # noqa: F821
config.name = config.name.replace("boot-", "logged-")  # noqa: F821
config.suffixes = [".asm", ".test"]
config.excludes = []
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(config.test_exec_root, "logged", choices)
config.substitutions.append(("%same", f"{sys.executable} {boot}/same.py {choices}"))
config.substitutions.append(("%image", f"{sys.executable} {boot}/world/images.py"))
