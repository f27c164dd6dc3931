"""`./vitrine lint`: clang-format and clang-tidy over the whole tree."""

import os
import subprocess

from . import build, packages, places, process, tools

FOLDERS = ("arch", "boot", "kernel", "guest", "vmx", "svm", "lab", "tools", "tests")


def sources(*endings):
    """The tree's files with these endings."""
    return sorted(path for folder in FOLDERS for ending in endings for path in (places.ROOT / folder).rglob("*" + ending))


def _tool(command):
    done = subprocess.run([str(word) for word in command], cwd=places.ROOT, env=process.environment(), text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def unformatted():
    """(exit status, output) of clang-format over the sources: 0 when it would change nothing."""
    files = sources(".cpp", ".hpp")
    return _tool([tools.CLANG_FORMAT.path(), "--dry-run", "--Werror", *files]) if files else (1, "there are no sources")


def _tidy(source):
    parts = source.relative_to(places.ROOT).parts
    built = places.PAGE_BUILD if "page" in parts else places.TOOLS_BUILD if "tools" in parts else places.KERNEL_BUILD
    return source, *_tool([tools.CLANG_TIDY.path(), "--quiet", "-p", built, source])


def lint(progress):
    """The command. Returns its exit status."""
    packages.require(progress, packages.BUILD, packages.LINT)
    build.kernel(progress)
    build.tools(progress)
    build.page(progress)
    failed = 0
    progress.step("clang-format")
    code, output = unformatted()
    if code:
        progress.clear()
        print(output)
        failed += 1
    linted = [path for path in sources(".cpp") if "tests" not in path.relative_to(places.ROOT).parts]
    with process.pool(os.cpu_count()) as pool:
        for number, (source, code, output) in enumerate(pool.map(_tidy, linted), 1):
            progress.step(f"clang-tidy {number} of {len(linted)}: {source.relative_to(places.ROOT)}")
            if code:
                progress.clear()
                print(output)
                failed += 1
    progress.clear()
    print(f"lint: {len(linted)} sources, {failed} with findings")
    return 1 if failed else 0
