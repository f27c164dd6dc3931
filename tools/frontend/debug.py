"""`./vitrine debug`: Bochs's debugger, or gdb on QEMU."""

import re
import subprocess
import sys

from . import emulators, names, packages, places, process, run, tools, workspace
from .status import ExitStatus

FIRST_ENTRY = "vmx_launch"


def kernel_symbols():
    """(address, name) of every function of the kernel."""
    output = process.run([tools.NM.path(), "--demangle", "--defined-only", places.KERNEL], status=ExitStatus.PANIC, what="reading symbols")
    for line in output.splitlines():
        address, kind, name = line.split(" ", 2)
        if kind in "aA":
            continue
        yield int(address, 16), re.sub(r"\(.*", "", name).replace(" ", "_")


def guest_symbols(path):
    """(address, name) of every label in NASM's map."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for real, _, name in re.findall(r"^ *([0-9A-F]+) +([0-9A-F]+)  (\S+)$", text, re.MULTILINE):
        yield int(real, 16), f"guest.{name}"


def _bochs(arguments, progress, work):
    emulator = emulators.create("bochs", arguments.cpu)
    emulator.require(progress, "bios")
    names.check_cpu(emulator)
    guest_map = work / "guest.map"
    iso = run.make_iso(arguments, progress, work, uefi=False, symbols=guest_map)
    progress.clear()
    kernel = dict((name, address) for address, name in kernel_symbols())
    symbols = work / "symbols"
    symbols.write_text("".join(f"{address:x} {name}\n" for address, name in
                               sorted([(address, name) for name, address in kernel.items()] + list(guest_symbols(guest_map)))),
                       encoding="utf-8")
    commands = [f"ldsym global \"{symbols}\"", f"lb 0x{kernel[FIRST_ENTRY]:x}", "c", *arguments.command]
    if arguments.command:
        commands.append("q")
    else:
        print("vitrine: stopping at the first VM entry. `s` enters the guest, `help` lists commands, `q` ends.", file=sys.stderr)
    command = emulator.command(iso, work / "serial.log", work, debugger_commands=commands)
    with process.child(command, stdin=subprocess.DEVNULL, env=process.environment(**emulator.environment())) \
            if arguments.command else process.in_foreground(command, env=process.environment(**emulator.environment())) as child:
        try:
            child.wait(timeout=arguments.timeout)
        except subprocess.TimeoutExpired:
            return ExitStatus.TIMED_OUT
    return 0 if emulator.well_ended(child.returncode) else ExitStatus.EMULATOR_FAILED


def _gdb(arguments, progress, work):
    emulator = emulators.create("qemu", arguments.cpu)
    emulator.require(progress, "bios")
    names.check_cpu(emulator)
    packages.require(progress, packages.GDB)
    iso = run.make_iso(arguments, progress, work, uefi=False)
    progress.clear()
    socket = work / "gdb"
    command = emulator.command(iso, work / "serial.log", work,
                               extra=["-S", "-chardev", f"socket,path={socket},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"])
    script = [f"target remote {socket}", "hbreak kernel_main", "continue", *arguments.command]
    if arguments.command:
        script.append("disconnect")
    gdb = [tools.GDB.path(), "-q", *(["-batch"] if arguments.command else []), "-ex", "set confirm off", places.KERNEL]
    for line in script:
        gdb += ["-ex", line]
    with process.child(command, stdin=subprocess.DEVNULL, env=process.environment()) as machine:
        while not socket.exists() and machine.poll() is None:
            with_timeout = 0.05
            try:
                machine.wait(timeout=with_timeout)
            except subprocess.TimeoutExpired:
                pass
        with process.in_foreground(gdb, env=process.environment()) as debugger:
            try:
                return debugger.wait(timeout=arguments.timeout)
            except subprocess.TimeoutExpired:
                return ExitStatus.TIMED_OUT


def debug(arguments, progress):
    """The command. Returns its exit status."""
    with workspace.folder() as work:
        return _gdb(arguments, progress, work) if arguments.gdb else _bochs(arguments, progress, work)
