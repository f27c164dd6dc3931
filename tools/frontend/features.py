"""The words that REQUIRES and UNSUPPORTED of a boot test may say: what a machine is, and what is installed."""

from . import tools

PROGRAMS = {"bochs": tools.BOCHS, "qemu": tools.QEMU}
SVM_MODELS = ("ryzen", "EPYC", "max")


def of_machine(machine):
    """The words that are true of EMULATOR:MODEL."""
    emulator, cpu = machine.split(":")
    vendor = "svm" if cpu in SVM_MODELS else "vmx"
    return {vendor, f"on-{emulator}", f"{emulator}-{vendor}"}


def installed():
    """The words of the emulators that are there."""
    return {word for word, program in PROGRAMS.items() if program.is_there()}


def known(machines):
    """Every word that is true of one of the machines or may be installed."""
    return set(PROGRAMS).union(*map(of_machine, machines))
