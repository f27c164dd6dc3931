"""Building by CMake."""

import shutil

from . import packages, places, process
from .status import ExitStatus


def _preset(progress, name, directory):
    if not (directory / "build.ninja").exists():
        progress.step(f"configuring the {name} build")
        process.run(["cmake", "--preset", name], status=ExitStatus.PANIC, what=f"configuring the {name} build",
                    cwd=places.ROOT)
    if "no work to do" in process.run(["ninja", "-n", "-C", directory], status=ExitStatus.PANIC, what="asking ninja"):
        return
    progress.step(f"building ({name})")
    process.run(["cmake", "--build", "--preset", name], status=ExitStatus.PANIC, what=f"the {name} build",
                cwd=places.ROOT)


def kernel(progress):
    """Builds the kernel when something changed."""
    packages.require(progress, packages.BUILD)
    _preset(progress, "kernel", places.KERNEL_BUILD)


def host(progress):
    """Builds the unit tests and fuzzers when something changed."""
    packages.require(progress, packages.BUILD, packages.TEST)
    _preset(progress, "host", places.HOST_BUILD)


def tools(progress):
    """Builds the programs that run on the host when something changed."""
    packages.require(progress, packages.BUILD)
    _preset(progress, "tools", places.TOOLS_BUILD)


def clean():
    """Removes everything that was built."""
    shutil.rmtree(places.BUILD, ignore_errors=True)
