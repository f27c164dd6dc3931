"""One guest per exit reason: see table.py, which makes docs/exits.md of them."""

import os

parent = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lit.cfg.py")
lit_config.load_config(config, parent)  # noqa: F821: lit's own
config.name = "boot-catalogue"  # noqa: F821
config.excludes = []
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(os.path.dirname(config.test_exec_root), "catalogue")
