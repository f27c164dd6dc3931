"""A bare Debian in a folder, and Vitrine's two commands in it as a newcomer would give them."""

import contextlib
import dataclasses
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = "git,python3,ca-certificates"  # what a newcomer has; ./vitrine asks apt for the rest
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
COMMANDS = ("run", "test")
LIMITS = {"debootstrap": 3600, "clone": 300, "run": 3600, "test": 4 * 3600}  # seconds, generous
SHOWN = 40  # last lines of a command that wasn't right
# Of apt's settings what says how to reach a mirror, and how old its lists may be.
SETTINGS = r"Acquire::(?:Check-Valid-Until|Check-Date|Retries|https?::[\w:./-]+)"


class NotHere(Exception):
    """This computer can't make such a system; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What one command came to: whether it was right, its figures in words, and its output's last lines where it wasn't."""

    command: str
    right: bool
    words: str
    seconds: float
    tail: str = ""


def mirror(targets):
    """The archive's address, from lines `origin|suite|component|address` of apt's lists; None where none is Debian's own."""
    rows = [line.split("|") for line in targets.splitlines() if line.count("|") == 3]
    # Updates and security have archives of their own, or parts of it.
    found = [address for origin, suite, component, address in rows if origin == "Debian" and component == "main" and "-" not in suite]
    return found[0].rstrip("/") if found else None


def settings(dump):
    """The lines for a chroot's apt.conf out of `apt-config dump`."""
    return [line for line in dump.splitlines() if re.fullmatch(SETTINGS + r' "[^"]+";', line, re.IGNORECASE)]


def judge_run(code, output):
    """(right, words) of `./vitrine run`."""
    results = re.findall(r"^result status=(\w+) code=(\d+) exits=(\d+)$", output, re.MULTILINE)
    last = output.rstrip().rsplit("\n", 1)[-1]
    words = last if last.startswith("result ") else "no result line at the end"
    return code == 0 and len(results) == 1 and results[0][:2] == ("ok", "0") and int(results[0][2]) > 0 and last.startswith("result "), \
        f"{words}; exit status {code}"


def judge_test(code, output):
    """(right, words) of `./vitrine test`."""
    match = re.search(r"^(\d+) unsupported\n(\d+) passed, (\d+) failed\s*\Z", output, re.MULTILINE)
    if not match:
        return False, f"no counts at the end; exit status {code}"
    unsupported, passed, failed = map(int, match.groups())
    return code == 0 and passed > 0 and failed == 0, f"{passed} passed, {failed} failed, {unsupported} unsupported; exit status {code}"


JUDGES = {"run": judge_run, "test": judge_test}


def _ask(*command):
    """A tool's output."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout


def _check():
    """That this computer can."""
    if os.geteuid() != 0:
        raise NotHere("a system in a folder is for root alone: run this as root")
    for tool, package in (("debootstrap", "debootstrap"), ("unshare", "util-linux"), ("apt-get", "apt"), ("git", "git")):
        if not shutil.which(tool):
            raise NotHere(f"there is no {tool} here: apt-get install {package}")
    # Mounts and processes of a namespace end with it, whatever happens.
    if subprocess.run(_inside(["true"]), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        raise NotHere("no mounts are allowed here, as in most containers: run this on the machine itself")


def _inside(command):
    """The command in namespaces of mounts and processes of its own."""
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", *map(str, command)]


def _in_system(system, words):
    """The command for a shell line in the system, which then has /proc and /dev."""
    mounts = f"mount -t proc proc {shlex.quote(str(system))}/proc && mount --rbind /dev {shlex.quote(str(system))}/dev"
    return _inside(["sh", "-c", f'{mounts} && exec chroot {shlex.quote(str(system))} sh -c "$1"', "sh", words])


def _run(command, log, limit, environment=None):
    """(exit status, output) of a command, whose output goes to the file `log`; None for the status after `limit` seconds."""
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                                    stderr=subprocess.STDOUT, start_new_session=True) as process:
        try:
            code = process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            # unshare's child, the first of its namespace, dies with it, and with that one all the others.
            if process.poll() is None:
                process.kill()
                process.wait()
    return code, log.read_text(encoding="utf-8", errors="replace")


def _tail(text):
    return "\n".join(text.rstrip().splitlines()[-SHOWN:])


def _make(suite, system, logs):
    """The bare system with a clone of the committed tree in its /srv/vitrine."""
    address = mirror(_ask("apt-get", "indextargets", "--format", "$(ORIGIN)|$(SUITE)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages"))
    if address is None:
        raise NotHere("apt here knows no mirror of Debian's: apt-get update first, on a Debian")
    lines = settings(_ask("apt-config", "dump"))
    proxies = {f"{name}_proxy": value for line in lines for name, value in re.findall(r'^Acquire::(https?)::proxy "(.+)";$', line, re.IGNORECASE)}
    code, output = _run(_inside(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, system, address]),
                        logs / f"{suite}.debootstrap.log", LIMITS["debootstrap"], {**os.environ, **proxies})
    if code != 0:
        raise NotHere(f"debootstrap made no {suite} (exit status {code}):\n{_tail(output)}")
    (system / "etc" / "apt" / "apt.conf.d" / "99mirror").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    for name in ("resolv.conf", "hosts"):
        if pathlib.Path("/etc", name).exists():
            (system / "etc" / name).unlink(missing_ok=True)
            shutil.copy(f"/etc/{name}", system / "etc" / name)
    _ask("git", "bundle", "create", "--quiet", str(system / "srv" / "vitrine.bundle"), "HEAD")
    code, output = _run(_in_system(system, "cd /srv && git clone -q vitrine.bundle vitrine && test -x vitrine/vitrine"),
                        logs / f"{suite}.clone.log", LIMITS["clone"], ENVIRONMENT)
    if code != 0:
        raise NotHere(f"the clone failed (exit status {code}):\n{_tail(output)}")


def mounted_below(folder, mounts):
    """The places in the folder where something is mounted, from /proc/self/mountinfo."""
    places = [line.split()[4].encode().decode("unicode_escape") for line in mounts.splitlines()]
    return [place for place in places if pathlib.Path(place).is_relative_to(folder)]


def _remove(folder):
    """Removes what was made; never through a mount."""
    below = mounted_below(folder, pathlib.Path("/proc/self/mountinfo").read_text(encoding="utf-8"))
    if below:
        raise NotHere(f"left in place, for something is mounted there: {' '.join(below)}")
    for attempt in range(100):
        try:
            return shutil.rmtree(folder)
        except OSError:  # what ran there and was cut off hasn't quite ended
            if attempt == 99:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def _ended_by_signals():
    """Meanwhile a signal that ends a program is an exception, so that what was made is removed: in the thread that gets signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    def end(number, _):
        raise SystemExit(128 + number)
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def examine(suite, *, commands=COMMANDS, folder=None, say=lambda line: print(line, file=sys.stderr, flush=True)):
    """Makes a bare system of Debian's `suite` and gives `commands` of "run" and "test" in a clone of what is committed. Returns
    a Result of each. Needs root, debootstrap and a network, and some 4 GB in `folder` (a temporary one where it is None); the system is
    removed at the end whatever happens, while the logs of a given `folder` stay in it as SUITE.COMMAND.log. Raises NotHere where this
    computer can't."""
    _check()
    if not re.fullmatch(r"[a-z][a-z0-9.+-]*", suite):
        raise NotHere(f"{suite!r} is no suite's name")
    with contextlib.ExitStack() as stack:
        logs = pathlib.Path(folder).resolve() if folder else pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrine-")))
        logs.mkdir(parents=True, exist_ok=True)
        stack.enter_context(_ended_by_signals())
        system = pathlib.Path(tempfile.mkdtemp(prefix=f"{suite}-", dir=logs))
        stack.callback(_remove, system)
        system.chmod(0o755)
        say(f"{suite}: making a bare system")
        _make(suite, system, logs)
        results = []
        for command in commands:
            say(f"{suite}: ./vitrine {command}")
            begun = time.monotonic()
            code, output = _run(_in_system(system, f"cd /srv/vitrine && exec ./vitrine {command}"), logs / f"{suite}.{command}.log",
                                LIMITS[command], ENVIRONMENT)
            right, words = JUDGES[command]("none: cut off" if code is None else code, output)
            results.append(Result(command, right, words, time.monotonic() - begun, "" if right else _tail(output)))
        return results


def summary(suite, results):
    """The lines to print, and whether all is right."""
    lines = []
    for result in results:
        if result.tail:
            lines += [f"{suite}: the end of ./vitrine {result.command}:", result.tail]
    lines += [f"{suite}: ./vitrine {result.command}: {'right' if result.right else 'WRONG'}: {result.words} ({result.seconds:.0f} s)"
              for result in results]
    return lines, bool(results) and all(result.right for result in results)
