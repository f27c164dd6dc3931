"""The command line."""

import argparse
import errno
import math
import os
import pathlib
import re
import sys
import tempfile
import traceback

from . import aliases, bench, build, caps, debug, disks, doctor, experiment, explain, guests, lint, names, packages, places, process, run, streams, terminal, testing, workspace
from .status import ExitStatus, Failure


def _words_of(one):
    """The options, commands and choices of a parser, and those of its commands."""
    for action in one._actions:  # pylint: disable=protected-access
        yield from action.option_strings
        for choice in action.choices or ():
            yield choice
            if isinstance(action.choices, dict):
                yield from _words_of(action.choices[choice])


EMULATORS = ("auto", "bochs", "qemu", "kvm")


class Parser(argparse.ArgumentParser):
    """Exits with the documented status for wrong usage."""

    def error(self, message):
        self.print_usage(sys.stderr)
        known = set(_words_of(self))
        close = [f"{word} may be {near}" for word in re.findall(r"--?[\w-]+|(?<=')[^']+(?=' \()", message)
                 for near in [names.near(word.partition("=")[0], known)] if word not in known and near]
        terminal.complain(message, "; ".join([*close, f"{self.prog} --help"]))
        sys.exit(ExitStatus.USAGE)


def _positive(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, which must be more than 0, as in 0.5 or 90")
    return value


def _command(commands, name, about, examples, more=""):
    return commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".",
                               formatter_class=argparse.RawDescriptionHelpFormatter,
                               epilog="examples:\n" + "\n".join("  " + line for line in examples) + (f"\n\n{more}" if more else ""))


def _add_guest(parser):
    """The options that choose a guest and what it gets."""
    parser.add_argument("file", nargs="?", help="a boot sector, a flat binary or NASM source (.asm), loaded at 0000:7c00; one whose first "
                        "sector ends in 55 AA is booted as a disk")
    parser.add_argument("--guest", metavar="NAME", help="built-in guests, separated by commas (default: real,protected)")
    parser.add_argument("--disk", metavar="FILE", action="append", default=[], help="a raw image of a floppy or hard disk; the first is booted, "
                        "up to 4. What the guest writes is lost; see --save-disk")
    parser.add_argument("--drive", choices=disks.DRIVES, default="auto", help="what the first disk is put into (default: by its size and contents)")
    parser.add_argument("--keys", metavar="TEXT", help=r"typed on the guest's keyboard: text with \n, \t, \e, \xNN, and {up}, {f1}, {ctrl-c}, {wait 2s}")
    parser.add_argument("--keys-file", metavar="FILE", help="the same from a file, whose newlines are Enter")
    parser.add_argument("--platform", choices=["auto", "bare", "pc"], default="auto", help="bare has no BIOS and no interrupts, pc has both "
                        "(default: pc with a disk)")
    parser.add_argument("--time", choices=["work", "real"], help="what makes the guest's time pass: its instructions, which repeats, or the clock (default: work)")
    parser.add_argument("--idle", metavar="TIME", help="how long a pc's guest may only wait, as in 500ms or 5s, or off (default: 5s)")
    parser.add_argument("--memory", metavar="SIZE", help="the guest's memory, as in 512K or 64M (default: 16M)")
    parser.add_argument("--budget", metavar="TICKS", help="TSC ticks it may run, as in 500K or 1G (default: 1G)")
    parser.add_argument("--trace", metavar="WORDS", help="what the log shows: kinds of exit, port:N, port:N-M, bios, bios:N, irq, console, screen, summary, "
                        "steps, repeats, all, none; -WORD takes away")
    parser.add_argument("--intercept", metavar="WORDS", help="exits that are off otherwise: rdtsc, cr3")
    parser.add_argument("--inject", metavar="FIELD:VALUE", help="VMCS fields to overwrite before the first entry")
    parser.add_argument("--option", metavar="KEY=VALUE", action="append", default=[], help="any other option of the kernel")
    parser.add_argument("--no-build", action="store_true", help="use the kernel as it was built last")


def _add_machine(parser):
    """The options that choose an emulator and its processor."""
    parser.add_argument("--emulator", choices=EMULATORS, default=os.environ.get("VITRINE_EMULATOR", "auto"),
                     help="auto, the default (or what VITRINE_EMULATOR says), takes KVM where it is nested, else Bochs for Intel's VMX "
                     "and QEMU for AMD's SVM")
    parser.add_argument("--vendor", choices=["intel", "amd"], help="whose virtualization to use")
    parser.add_argument("--cpu", metavar="MODEL", help="the emulator's name of a processor (bochs --help cpu, qemu-system-x86_64 -cpu help)")


def parser():
    """Every command with its options."""
    top = Parser(prog="./vitrine", description="Runs bare-metal x86 programs under a small hypervisor and logs what they do "
                 "at the hardware boundary. Installs what is missing (Debian packages, by apt) and says so.",
                 epilog="./vitrine COMMAND --help has the options and examples of each; instructions.md explains the log.")
    commands = top.add_subparsers(dest="command_name", metavar="COMMAND", required=True, parser_class=Parser)

    one = _command(commands, "run", "run a guest in an emulator and show the log", [
        "./vitrine run", "./vitrine run my-guest.asm", "./vitrine run boot-sector.bin --trace bios,console",
        "./vitrine run --disk floppy.img --keys 'dir\\n' --screen out.png",
        "./vitrine run --guest long --cpu corei7_haswell_4770", "./vitrine run my-guest.bin --quiet --log run.log"])
    _add_guest(one)
    one.add_argument("--list", action="store_true", help="name the built-in guests")
    _add_machine(one)
    one.add_argument("--firmware", choices=["bios", "uefi"], default="bios", help="default: bios")
    one.add_argument("--timeout", metavar="SECONDS", type=_positive, help="the longest that the emulator may take")
    one.add_argument("--log", metavar="FILE", help="write the log to FILE too")
    one.add_argument("--quiet", action="store_true", help="show nothing but errors of the front end")
    one.add_argument("--save-disk", metavar="FILE", help="write the first disk, as the guest left it, to FILE")
    one.add_argument("--screen", metavar="FILE", help="write a picture (PNG) of the guest's last screen to FILE")
    one.add_argument("--live", action="store_true", help="what you type goes to the guest, in real time; Ctrl-] s shows the screen, Ctrl-] q ends it")

    one = _command(commands, "caps", "show what a processor's virtualization can do, and what Vitrine does with it", [
        "./vitrine caps", "./vitrine caps --cpu corei7_haswell_4770", "./vitrine caps --diff corei5_arrandale_m520 tigerlake",
        "./vitrine caps --cpu tigerlake > mine.txt", "./vitrine caps --diff mine.txt EPYC"],
        "exit status with --diff: 0 nothing differs, 1 something does")
    caps.add_arguments(one, _add_machine)

    one = _command(commands, "experiment", "break VM entries on purpose and compare the processor with the manual's rules", [
        "./vitrine experiment my-experiments.txt", "./vitrine experiment my-experiments.txt --cpu corei7_haswell_4770"])
    one.add_argument("file", help="a list FIELD:VALUE or FIELD^BITS a line, separated by commas; `base LIST` goes before those that follow")
    _add_machine(one)
    one.add_argument("--timeout", metavar="SECONDS", type=_positive, help="the longest that the emulator may take")
    one.add_argument("--log", metavar="FILE", help="write the log to FILE too")
    one.add_argument("--quiet", action="store_true", help="show nothing but errors of the front end")
    one.add_argument("--no-build", action="store_true", help="use the kernel as it was built last")

    one = _command(commands, "explain", "say which rules of VM entry a dumped VMCS breaks", [
        "./vitrine explain dmesg.txt", "sudo dmesg | ./vitrine explain -", "./vitrine explain dump.log --caps caps.log"],
        "exit status: 0 all is well, 1 a rule is broken, 2 undecided, 104 DUMP or FILE can't be read or has no dump, 107 wrong usage, "
        "109 standard output can't be written")
    one.add_argument("--rules", action="store_true", help="print every rule by the manual's section, as in docs/vm-entry-checks.md")
    one.add_argument("--snippet", choices=["c", "rust"], help="print a C99 header, or a Rust module, with which a hypervisor writes its VMCS as such a dump")
    one.add_argument("--page", action="store_true", help="make docs/explain/index.html: the same as a page for a browser, in which all of it happens")
    one.add_argument("dump", metavar="DUMP", nargs="?", help="a file, or - for standard input: lines as `vmcs field=guest_rip value=0x7c00` in Vitrine's "
                     "log, or what Linux's KVM or Xen writes to its log, from *** Guest State *** on; other lines do no harm")
    one.add_argument("--caps", metavar="FILE", help="a log with the processor's capability MSRs, as `caps msr=IA32_VMX_BASIC index=0x480 "
                     "value=0xd810000000002b`; without it those of DUMP are taken, and without any each rule is judged for every processor that there is")
    one.add_argument("--all", action="store_true", help="tell of every rule, not just of those that are broken")
    one.add_argument("--json", action="store_true", help="write one JSON object")

    one = _command(commands, "iso", "make an ISO for BIOS and UEFI, for a USB stick or any emulator", [
        "./vitrine iso -o vitrine.iso", "./vitrine iso my-guest.bin -o my.iso --budget 10M"])
    _add_guest(one)
    one.add_argument("-o", "--output", metavar="FILE", required=True, help="where to write it")

    one = _command(commands, "debug", "stop at the first VM entry in Bochs's debugger, or start gdb on QEMU", [
        "./vitrine debug my-guest.asm", "./vitrine debug --guest long", "./vitrine debug --gdb",
        "./vitrine debug my-guest.asm --command s --command r"])
    _add_guest(one)
    one.add_argument("--gdb", action="store_true", help="gdb on QEMU, for the kernel's own start")
    one.add_argument("--cpu", metavar="MODEL", help="the emulator's name of a processor")
    one.add_argument("--command", metavar="TEXT", action="append", default=[], help="run this debugger command, and end after the last")
    one.add_argument("--timeout", metavar="SECONDS", type=_positive, help="the longest that it may take")

    one = _command(commands, "test", "build everything and run all tests", [
        "./vitrine test", "./vitrine test --only boot --filter string_io", "./vitrine test --long"])
    one.add_argument("--only", metavar="PART", action="append", choices=testing.PARTS, help="run only this part: " + ", ".join(testing.PARTS))
    one.add_argument("--filter", metavar="REGEX", help="run only the tests whose name, as it is printed, matches")
    one.add_argument("--long", action="store_true", help="run also what takes an hour: more fuzzing, every choice of what is logged, more machines; "
                     "all of it writes docs/test-results.md")

    one = _command(commands, "bench", "measure what exits and booting cost, in instructions", [
        "./vitrine bench", "./vitrine bench --json", "./vitrine bench --machine bochs:corei7_haswell_4770", "./vitrine bench --profile mov-cr0"])
    bench.add_arguments(one)

    one = _command(commands, "packages", "print the Debian packages that each command needs, by the names that this system has for them", [
        "./vitrine packages", "sudo apt-get install --no-install-recommends $(./vitrine packages run iso)", "./vitrine packages --json"])
    packages.add_arguments(one)

    one = _command(commands, "doctor", "say what is on this computer, what will run where, what is missing and how to get it; changes nothing", [
        "./vitrine doctor", "./vitrine doctor --json"],
        "exit status: 0 all is there, 1 something is missing, which `./vitrine run` doesn't need or installs by itself, or an emulator gets an instruction wrong, 2 `./vitrine run` would not work")
    doctor.add_arguments(one)

    _command(commands, "build", "build the kernel", ["./vitrine build"])
    _command(commands, "clean", "remove everything that was built", ["./vitrine clean"])
    _command(commands, "lint", "check the sources with clang-format and clang-tidy", ["./vitrine lint"])
    return top


def _dispatch(arguments, progress, boot):
    if getattr(arguments, "emulator", "auto") not in EMULATORS:
        raise Failure(ExitStatus.USAGE, f"VITRINE_EMULATOR names no emulator: {arguments.emulator!r}", "one of " + ", ".join(EMULATORS))
    name = arguments.command_name
    if not aliases.is_plain(places.ROOT):
        raise Failure(ExitStatus.MACHINE, f"the checkout's path holds characters that CMake or an emulator can't take, and no link to it could be made "
                      f"in /tmp, /var/tmp or TMPDIR: {places.ROOT}", "move it to a path of ASCII letters, digits and ._+-")
    if name == "test" and places.ROOT != places.CHECKOUT:
        raise Failure(ExitStatus.USAGE, f"the tests need a checkout whose path has no other characters than ASCII letters, digits and ._+-: {places.CHECKOUT}",
                      "move it; the other commands work as it is")
    if hasattr(arguments, "disk"):
        guests.check_combination(arguments)
        names.check(arguments)
    if name == "run":
        return run.run(arguments, progress, boot)
    if name == "caps":
        return caps.caps(arguments, progress)
    if name == "bench":
        return bench.bench(arguments, progress)
    if name == "experiment":
        return experiment.experiment(arguments, progress)
    if name == "explain":
        return explain.explain(arguments, progress)
    if name == "iso":
        return run.iso(arguments, progress)
    if name == "debug":
        return debug.debug(arguments, progress)
    if name == "test":
        return testing.test(arguments, progress)
    if name == "lint":
        return lint.lint(progress)
    if name == "doctor":
        return doctor.doctor(arguments)
    if name == "packages":
        return packages.show(arguments)
    if name == "clean":
        build.clean(progress)
        return 0
    build.kernel(progress)
    progress.clear()
    print(f"{places.KERNEL.relative_to(places.ROOT)}: {places.BOOT_KERNEL.stat().st_size} bytes without debug information")
    return 0


def main(words, boot=run.boot):
    """Runs the command line and returns its exit status. `boot` is what `run` boots with."""
    process.end_by_signals()
    streams.prepare()
    progress = terminal.Progress()
    try:
        status = _outcome(words, progress, boot)
        unwritten = streams.flush(sys.stdout)
    except OSError as error:
        progress.clear()
        status, unwritten = ExitStatus.MACHINE, streams.flush(sys.stdout)
        if unwritten is None:
            terminal.complain(*_reason(error))
    if unwritten is not None:
        progress.clear()
        status = ExitStatus.MACHINE
        terminal.complain("standard output was closed by its reader" if isinstance(unwritten, BrokenPipeError) else
                          f"can't write to standard output: {unwritten.strerror}", "--quiet --log FILE writes a run's log to a file alone")
    return int(status)


def _reason(error):
    """Message and hint for what the operating system refused."""
    names = " and ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
    hint = {errno.ENOSPC: f"make room, or name another folder for what is temporary by TMPDIR (now {tempfile.gettempdir()})",
            errno.EROFS: "give a folder that can be written, or copy the checkout to one",
            errno.EACCES: "give a folder that you may write, or copy the checkout to one"}.get(error.errno, "")
    return f"{names}: {error.strerror}" if names else str(error.strerror or error), hint


def _outcome(words, progress, boot):
    """The exit status of the command line; an OSError that no command expected goes on."""
    try:
        arguments = parser().parse_args(words)
        workspace.prepare()
        progress.quiet = getattr(arguments, "quiet", False)
        return _dispatch(arguments, progress, boot)
    except SystemExit as end:
        return end.code or 0
    except Failure as failure:
        progress.clear()
        terminal.complain(failure.message, failure.hint)
        return failure.status
    except KeyboardInterrupt:
        progress.clear()
        return ExitStatus.INTERRUPTED
    except MemoryError:
        progress.clear()
        terminal.complain("there is not enough memory")
        return ExitStatus.MACHINE
    except OSError:
        raise
    except Exception as error:  # pylint: disable=broad-exception-caught
        progress.clear()
        where = ", ".join(f"{pathlib.Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:])
        terminal.complain(f"a defect of Vitrine's front end: {type(error).__name__}: {error} ({where})", "please report it with the command line")
        return ExitStatus.PANIC
