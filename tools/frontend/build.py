"""Building by CMake."""

import contextlib
import fcntl
import os
import shutil
import sys
import zlib

from . import aliases, packages, places, process, tools as programs, workspace
from .status import ExitStatus, Failure


# What is locked for each build: a folder of the sources, so that nothing must be written for it. A run, which needs the kernel alone,
# doesn't wait for the programs of the host, whose build may take minutes.
_LOCKED = {"kernel": ".", "host": "tests", "tools": "tools", "page": "tools/explain"}


@contextlib.contextmanager
def lock(progress, *, alone, name="kernel"):
    """Holds the lock of the build `name`: `alone` to build, together with others to read what was built. Says when it has to wait."""
    handle = os.open(places.ROOT / _LOCKED[name], os.O_RDONLY | os.O_DIRECTORY)
    try:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.step("waiting for another ./vitrine that builds or boots in this checkout")
            fcntl.flock(handle, kind)
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)


def _configured_elsewhere(directory):
    """Whether `directory` is of another checkout: CMake would go on building that one's sources, in silence."""
    cache = directory / "CMakeCache.txt"
    if not cache.exists():
        return False
    homes = [line.partition("=")[2] for line in cache.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
             if line.startswith(("CMAKE_HOME_DIRECTORY:", "CMAKE_CACHEFILE_DIR:"))]
    wanted = {str(places.ROOT), str(directory)}
    return len(homes) != 2 or any(home not in wanted and not (aliases.is_plain(home) and os.path.realpath(home) in map(os.path.realpath, wanted))
                                  for home in homes)


def _must_write(directory):
    """A Failure when nothing can be made in `directory`."""
    there = directory
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK | os.X_OK):
        raise Failure(ExitStatus.MACHINE, f"can't build: {os.path.realpath(there)} can't be written",
                      "copy the checkout to a folder of yours, or have somebody build it who may")


def _is_configured(directory):
    """Whether it was configured, by the presets as they are now, and for the LLVM and the tools that are used now."""
    cache = directory / "CMakeCache.txt"
    if not (directory / "build.ninja").exists() or not cache.exists():
        return False
    text = cache.read_text(encoding="utf-8", errors="replace")
    return f"\nVITRINE_CHOSEN:INTERNAL={programs.for_cmake()}\n" in text and f"\nVITRINE_PRESETS:UNINITIALIZED={_presets()}\n" in text


def _presets():
    """A number of the presets, another when they change: CMake takes them once, when it configures."""
    return zlib.crc32((places.ROOT / "CMakePresets.json").read_bytes())


def _preset(progress, name, directory):
    with lock(progress, alone=True, name=name), workspace.room(places.ROOT):
        if _configured_elsewhere(directory):
            _must_write(directory)
            progress.step(f"the {name} build is another checkout's: making it anew")
            shutil.rmtree(directory)
        if not _is_configured(directory):
            _must_write(directory)
            progress.step(f"configuring the {name} build")
            process.run([programs.CMAKE.path(), "--fresh", "--preset", name, "-S", places.ROOT, "-B", directory, "--no-warn-unused-cli", f"-DVITRINE_PRESETS={_presets()}",
                         f"-DCMAKE_MAKE_PROGRAM={shutil.which(programs.NINJA.path())}"], status=ExitStatus.PANIC,
                        what=f"configuring the {name} build", cwd=places.ROOT, variables={"PWD": str(places.ROOT)}, waiting=progress.waiting)
        if "no work to do" in process.run([programs.NINJA.path(), "-n", "-C", directory], status=ExitStatus.PANIC, what="asking ninja"):
            return
        _must_write(directory)
        progress.step(f"building ({name})")
        process.run([programs.NINJA.path(), "-C", directory], status=ExitStatus.PANIC, what=f"the {name} build", cwd=places.ROOT,
                    variables={"PWD": str(places.ROOT)}, waiting=progress.waiting)


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


def page(progress):
    """Builds docs/explain/index.html when something changed, or it isn't there."""
    packages.require(progress, packages.BUILD, packages.PAGE)
    _preset(progress, "page", places.PAGE_BUILD)


def clean(progress):
    """Removes everything that was built; a Failure when something is left."""
    left = []
    sys.dont_write_bytecode = True  # what is imported from now on would make the folder again
    with contextlib.ExitStack() as locks:
        for name in _LOCKED:  # a build holds one alone, so that none waits for another in a circle
            locks.enter_context(lock(progress, alone=True, name=name))
        # A build/ that leads to another disk is emptied there.
        shutil.rmtree(os.path.realpath(places.BUILD), onerror=lambda _function, _path, info: left.append(info[1]))
        if places.BUILD.is_symlink():
            places.BUILD.unlink()
        if places.BUILD.exists():
            why = f": {left[0].filename}: {left[0].strerror}" if left else ""
            raise Failure(ExitStatus.MACHINE, f"can't remove {places.CHECKOUT / 'build'}{why}", "remove it as whoever made it")
