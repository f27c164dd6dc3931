"""How each emulator is started, headless, with its serial port in a file."""

import dataclasses
import functools
import os
import pathlib
import re
import shutil
import subprocess

from . import packages, process, tools
from .status import ExitStatus, Failure

BOCHS_CPU = "corei7_skylake_x"
BOCHS_SVM_CPUS = ("ryzen", "phenom_8650_toliman", "turion64_tyler", "trinity_apu", "zambezi")
QEMU_CPU = "max"
PATIENCE = "VITRINE_TIMEOUT"  # an environment variable
_LIVE_RATE = 40_000_000  # instructions a second that Bochs does at least
# OVMF's code and variables are firmware of 4 MiB together. Debian 12 has it in 2 MiB too, of which alone its Bochs can make a ROM.
_OVMF_2M = (pathlib.Path("/usr/share/OVMF/OVMF_CODE.fd"), pathlib.Path("/usr/share/OVMF/OVMF_VARS.fd"))


def _ovmf():
    """The paths of OVMF's code and variables."""
    return pathlib.Path(tools.OVMF_CODE.path()), pathlib.Path(tools.OVMF_VARS.path())


def _ovmf_of_bochs():
    """Those that every Bochs can take."""
    is_named = tools.OVMF_CODE.named() or tools.OVMF_VARS.named()
    return _OVMF_2M if _OVMF_2M[0].exists() and not is_named else _ovmf()


@dataclasses.dataclass(frozen=True)
class Needs:
    """What a run wants of the machine beside its processor."""

    memory: int = 256  # MiB
    second_serial: pathlib.Path | None = None  # file for what leaves by COM2
    counted_time: bool = False  # the TSC counts instructions: Bochs's always does
    terminal: pathlib.Path | None = None  # terminal device for COM1 in both directions; time then passes as on the clock


@functools.cache
def _bochs_help():
    """Its own account of its options; empty where there is none."""
    try:
        done = subprocess.run([tools.BOCHS.path(), "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=process.environment(), text=True, errors="replace", timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _version_in(text, name):
    """The (major, minor) that follows the emulator's name, or None."""
    match = re.search(name + r" (\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def timeout(emulator, firmware, memory=Needs.memory):
    """After how many seconds without a result the emulator is ended where --timeout doesn't say: as VITRINE_TIMEOUT has it, for a computer
    that is slow or loaded, else by the emulator, the firmware, and the machine's memory in MiB, which GRUB fills with a large disk."""
    words = os.environ.get(PATIENCE)
    if not words:
        return emulator.timeouts[firmware] + memory - Needs.memory
    if not words.isascii() or not words.isdigit() or int(words) == 0:
        raise Failure(ExitStatus.USAGE, f"{PATIENCE}={words} is no number of seconds", "give it one from 1 on, or unset it")
    return int(words)


class Bochs:
    """Bochs has VMX by its models of Intel processors. One TSC tick is one instruction, so logs repeat to the byte."""

    name = "bochs"
    # Longer by UEFI: 725 million instructions of firmware at 50 million a second.
    timeouts = {"bios": 120, "uefi": 300}

    def __init__(self, cpu=None):
        self.cpu = cpu or BOCHS_CPU

    def require(self, progress, firmware):
        """Installs it when it's missing."""
        packages.require(progress, packages.BOCHS, *([packages.OVMF] if firmware == "uefi" else []))

    def configuration(self, iso, serial, work, *, firmware="bios", needs=Needs()):
        """The lines of a bochsrc."""
        if firmware == "uefi":
            image = work / "ovmf.fd"
            code, variables = _ovmf_of_bochs()
            image.write_bytes(variables.read_bytes() + code.read_bytes())
            rom = f"romimage: file={image}"
        else:
            rom = f"romimage: file={tools.BOCHS_BIOS.path()}, options=fastboot"
        return "\n".join([
            rom,
            f"vgaromimage: file={tools.BOCHS_VGABIOS.path()}",
            f"memory: guest={needs.memory}, host={needs.memory}",
            "ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14",
            f"ata0-master: type=cdrom, path={iso}, status=inserted",
            "boot: cdrom",
            # An MSR that the model lacks faults, as on hardware; but OVMF reads such, and Bochs's models of AMD processors lack
            # VM_CR, which every processor with SVM has.
            f"cpu: model={self.cpu}, count=1, ips={_LIVE_RATE if needs.terminal else 4000000}, reset_on_triple_fault=0, ignore_bad_msrs={int(firmware == 'uefi' or self.cpu in BOCHS_SVM_CPUS)}",
            # Nothing of the wall clock: a run is the same every time. But somebody at a terminal lives by that clock.
            f"clock: sync={'slowdown' if needs.terminal else 'none'}, time0=1000000000",
            f"com1: enabled=1, mode=term, dev={needs.terminal}" if needs.terminal else f"com1: enabled=1, mode=file, dev={serial}",
            *([f"com2: enabled=1, mode=file, dev={needs.second_serial}"] if needs.second_serial else []),
            "port_e9_hack: enabled=1",
            "display_library: sdl2",
            # Without these two lines a thread of the sound device crashes one exit in a hundred.
            "sound: waveoutdrv=dummy",
            "speaker: enabled=0",
            "panic: action=fatal",
            f"log: {work / 'emulator.log'}",
            ""])

    def command(self, iso, serial, work, *, firmware="bios", needs=Needs(), debugger_commands=("c", "q")):
        """What to execute; its files go into the folder `work`. It runs in its debugger, which has to be told to go on: with it the
        TSC counts instructions, and without it blocks of them. Without `debugger_commands` its prompt is the user's."""
        (work / "bochsrc").write_text(self.configuration(iso, serial, work, firmware=firmware, needs=needs), encoding="utf-8")
        command = [tools.BOCHS.path(), "-q", "-f", work / "bochsrc"]
        if "-debugger" in _bochs_help():  # from 3.0 on; before, it has no other way to run
            command.append("-debugger")
        if debugger_commands is not None:
            (work / "debugger").write_text("\n".join([*debugger_commands, ""]), encoding="utf-8")
            command += ["-rc", work / "debugger"]
        return command

    @staticmethod
    def version():
        """Its (major, minor), or None where it isn't to be had."""
        return _version_in(_bochs_help(), "Bochs x86 Emulator")

    @staticmethod
    def environment():
        """It needs a display library, but no screen."""
        return {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}

    def hint(self, words):
        """What to do about its last words."""
        return f"Bochs has no model {self.cpu}; bochs --help cpu lists them" if "cpu directive malformed" in words else ""

    @staticmethod
    def well_ended(returncode):
        """Its shutdown port ends it with 1, its debugger's `q` with 0."""
        return returncode in (0, 1)


class Qemu:
    """QEMU without KVM emulates SVM with nested paging, and no VMX."""

    name = "qemu"
    accelerator = "tcg"
    timeouts = {"bios": 60, "uefi": 120}

    def __init__(self, cpu=None):
        self.cpu = cpu or QEMU_CPU

    def require(self, progress, firmware):
        """Installs it when it's missing."""
        packages.require(progress, packages.QEMU, *([packages.OVMF] if firmware == "uefi" else []))

    def command(self, iso, serial, work, *, firmware="bios", needs=Needs(), extra=()):
        """What to execute; its files go into the folder `work`."""
        if needs.second_serial:
            extra = ["-serial", f"file:{needs.second_serial}", *extra]
        if needs.counted_time and self.accelerator == "tcg":
            extra = ["-icount", "shift=0,sleep=off", *extra]
        serial_port = ["-chardev", f"serial,path={needs.terminal},id=terminal", "-serial", "chardev:terminal"] if needs.terminal else \
            ["-serial", f"file:{serial}"]
        command = [tools.QEMU.path(), "-machine", "q35", "-m", str(needs.memory), "-display", "none", "-nodefaults", "-no-reboot",
                   "-accel", self.accelerator, "-cpu", f"{self.cpu},-rdrand,-rdseed", "-cdrom", iso, *serial_port,
                   "-device", "isa-debug-exit,iobase=0xf4,iosize=4", *extra]
        if firmware == "uefi":
            code, variables = _ovmf()
            shutil.copy(variables, work / "variables.fd")
            command += ["-drive", f"if=pflash,format=raw,readonly=on,file={code}",
                        "-drive", f"if=pflash,format=raw,file={work / 'variables.fd'}"]
        return command

    def hint(self, words):
        """What to do about its last words."""
        return "qemu-system-x86_64 -cpu help lists the models" if "CPU model" in words else ""

    @staticmethod
    @functools.cache
    def version():
        """Its (major, minor), or None where it isn't to be had."""
        try:
            done = subprocess.run([tools.QEMU.path(), "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, env=process.environment(), text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return _version_in(done.stdout, "QEMU emulator version")

    @staticmethod
    def environment():
        """Nothing special."""
        return {}

    @staticmethod
    def well_ended(returncode):
        """isa-debug-exit makes it 2v+1, which is odd; a power-off 0. Its own errors are 1, but then no result was logged."""
        return returncode == 0 or returncode % 2 == 1


class Kvm(Qemu):
    """QEMU on this machine's own processor, where KVM passes VMX or SVM on to its guests."""

    name = "kvm"
    accelerator = "kvm"

    def __init__(self, cpu=None):
        super().__init__(cpu or "host")


EMULATORS = {"bochs": Bochs, "qemu": Qemu, "kvm": Kvm}


def kvm_vendor(device=pathlib.Path("/dev/kvm"), modules=pathlib.Path("/sys/module")):
    """Whose virtualization KVM passes on to its guests here: "intel", "amd", or None."""
    if not os.access(device, os.R_OK | os.W_OK):
        return None
    for vendor in ("intel", "amd"):
        nested = modules / f"kvm_{vendor}" / "parameters" / "nested"
        if nested.exists() and nested.read_text(encoding="ascii").strip() in ("1", "Y"):
            return vendor
    return None


def choose(name, vendor, cpu, kvm=None):
    """The emulator for --emulator, --vendor and --cpu, and why. `kvm`: kvm_vendor() of this machine."""
    if name == "auto":
        if kvm and vendor in (None, kvm) and cpu is None:
            return create("kvm"), f"KVM passes {VENDORS[kvm]} on to its guests here"
        if vendor == "amd" and cpu is None:
            return create("qemu"), "no nested KVM here, and QEMU emulates SVM the fastest"
        return create("bochs", cpu or _bochs_model(vendor)), "no nested KVM here, and Bochs emulates VMX" if cpu is None else \
            "Bochs has models of processors by name"
    if name == "qemu" and vendor == "intel":
        raise Failure(ExitStatus.USAGE, "QEMU without KVM emulates no VMX", "--vendor amd, or --emulator bochs")
    if name == "kvm" and kvm is None:
        raise Failure(ExitStatus.USAGE, "KVM passes neither VMX nor SVM on to its guests here",
                      "load kvm_intel or kvm_amd with nested=1, have /dev/kvm readable and writable; or --emulator auto")
    return create(name, cpu or (_bochs_model(vendor) if name == "bochs" else None)), "asked for"


VENDORS = {"intel": "VMX", "amd": "SVM"}


def _bochs_model(vendor):
    return BOCHS_SVM_CPUS[0] if vendor == "amd" else BOCHS_CPU


def create(name, cpu=None):
    """The emulator of that name with that model of processor."""
    if cpu is not None and not all(letter.isalnum() or letter in "_-+.,=" for letter in cpu):
        raise Failure(ExitStatus.USAGE, f"{cpu!r} is no processor's name")
    return EMULATORS[name](cpu)
