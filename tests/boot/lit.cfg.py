"""Boot tests: each file holds a guest, how it is run, and the log it must produce. README of LLVM's lit explains RUN and CHECK.

Parameter machine: EMULATOR:MODEL for %run. Parameter option: a kernel option besides. Parameter kept: a folder with the logs of runs that were
booted together before (tools/frontend/kept.py). The folder once/ has the tests that choose their own.
"""

import os
import shutil
import sys

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
sys.path.insert(0, os.path.join(root, "tools"))
from frontend import emulators, features, tools  # noqa: E402: the path comes first

filecheck = tools.FILECHECK.path()
machine = lit_config.params.get("machine", "bochs:corei7_skylake_x")  # noqa: F821: lit's own
option = lit_config.params.get("option", "")  # noqa: F821
emulator, cpu = machine.split(":")

config.name = f"boot-{emulator}-{cpu}"  # noqa: F821
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".asm"]
config.excludes = ["once", "catalogue", "world", "logged"]
config.test_source_root = here
config.test_exec_root = os.path.join(root, "build", "boot-tests", f"{emulator}-{cpu}{option}")
config.environment["PYTHONPYCACHEPREFIX"] = os.path.join(root, "build", "bytecode")
config.environment["VITRINE_EMULATOR"] = "bochs"
config.environment["HOME"] = os.environ.get("HOME", "/")

# What the user names for a tool, and how long a boot may take.
config.environment.update({name: os.environ[name] for name in (emulators.PATIENCE, *(tool.variable for tool in tools.TOOLS)) if name in os.environ})

kept = lit_config.params.get("kept")  # noqa: F821
vitrine = f"{sys.executable} {here}/served.py {kept}" if kept else f"{sys.executable} {root}/vitrine"
config.substitutions += [
    # Exit status N of a command, whose output goes on.
    ("%status", f"{sys.executable} {here}/status.py"),
    ("%vitrine", vitrine),
    # The log without what an emulator gets wrong, for tests that say every line.
    ("%without_self_check", "sed '/^check name=instructions /d'"),
    ("%run", f"{sys.executable} {here}/neutral.py {vitrine} run --no-build --emulator {emulator} --cpu {cpu}"
             + (f" --option {option}" if option else "")),
    # The run's exit status after an INIT that the guest sent itself: tests/boot/catalogue/init.asm.
    ("%init_status", "100" if "bochs-forgets-init-at-exit" in features.of_machine(machine) else "106"),
    # The field by which exceptions exit.
    ("%exceptions", "exception_intercepts" if "svm" in features.of_machine(machine) else "exception_bitmap"),
    ("%filecheck", filecheck),
    ("%check", f"{filecheck} --match-full-lines --strict-whitespace"),
]

# What can't be run is UNSUPPORTED, to be seen, and never passed; unsupported.txt has what may be.
config.available_features |= features.installed() | features.of_machine(machine)
if not shutil.which(filecheck) or emulator not in config.available_features:
    config.unsupported = True
