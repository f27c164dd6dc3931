"""Boot tests that choose their own emulator, processor and firmware."""

import os

parent = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lit.cfg.py")
lit_config.load_config(config, parent)  # noqa: F821: lit's own
config.name = "boot-once"  # noqa: F821
config.excludes = []
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(os.path.dirname(config.test_exec_root), "once")
