"""Boot tests: each file holds a guest, how it is run, and the log it must produce. README of LLVM's lit explains RUN and CHECK.

Parameter cpu: the model of processor for %run. The folder once/ has the tests that choose their own.
"""

import os
import shutil
import sys

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
cpu = lit_config.params.get("cpu", "corei7_skylake_x")  # noqa: F821: lit's own

config.name = f"boot-{cpu}"  # noqa: F821
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".asm"]
config.excludes = ["once"]
config.test_source_root = here
config.test_exec_root = os.path.join(root, "build", "boot-tests", cpu)
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
config.environment["HOME"] = os.environ.get("HOME", "/")

vitrine = f"{sys.executable} {root}/vitrine"
config.substitutions += [
    # Exit status N of a command, whose output goes on.
    ("%status", f"{sys.executable} {here}/status.py"),
    ("%vitrine", vitrine),
    ("%run", f"{vitrine} run --no-build --cpu {cpu}"),
    ("%check", "FileCheck-19 --match-full-lines --strict-whitespace"),
]

# What can't be run is UNSUPPORTED, to be seen, and never passed.
for feature, program in (("bochs", "bochs"), ("qemu", "qemu-system-x86_64")):
    if shutil.which(program):
        config.available_features.add(feature)
if not shutil.which("FileCheck-19"):
    config.unsupported = True
