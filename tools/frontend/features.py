"""The words that REQUIRES and UNSUPPORTED of a boot test may say: what a machine is, and what is installed."""

from . import emulators, tools

PROGRAMS = {"bochs": tools.BOCHS, "qemu": tools.QEMU}
SVM_MODELS = ("ryzen", "EPYC", "max")


# What is true of an emulator from one of its versions on.
FROM_VERSION = {
    "qemu-without-cr3-cr8-reads": ("qemu", (10, 0)),
    "bochs-forgets-init-at-exit": ("bochs", (3, 0)),  # one that came in VMX non-root operation; before, VMXOFF delivered it and the machine was reset
}


def of_version(emulator, version):
    """The words that are true of an emulator's (major, minor); None is none that is known."""
    return {word for word, (name, since) in FROM_VERSION.items() if name == emulator and version is not None and version >= since}


def of_machine(machine):
    """The words that are true of EMULATOR:MODEL."""
    emulator, cpu = machine.split(":")
    vendor = "svm" if cpu in SVM_MODELS else "vmx"
    return {vendor, f"on-{emulator}", f"{emulator}-{vendor}"} | of_version(emulator, emulators.EMULATORS[emulator].version())


def installed():
    """The words of the emulators that are there."""
    return {word for word, program in PROGRAMS.items() if program.is_there()}


def known(machines):
    """Every word that is true of one of the machines or may be installed."""
    return set(PROGRAMS).union(FROM_VERSION, *map(of_machine, machines))
