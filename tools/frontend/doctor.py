"""`./vitrine doctor`: what is on this computer, what will run where, what is missing and how to get it, and what an emulator gets wrong. It installs and changes nothing."""

import json
import os
import pathlib
import platform
import shutil
import sys

from . import emulators, names, packages, places, self_check, terminal, tools
from .status import Failure

ALL_THERE, SOME_MISSING, RUN_FAILS = 0, 1, 2

# The models of Bochs and QEMU that Vitrine is known to run on (README.md, "Where it runs"), and those of later versions that have what it wants.
MODELS = {
    "bochs": {"VMX": ("corei5_arrandale_m520", "corei7_sandy_bridge_2600k", "corei7_ivy_bridge_3770k", "corei7_haswell_4770", "broadwell_ult",
                      "corei7_skylake_x", "corei3_cnl", "corei7_icelake_u", "tigerlake", "sapphire_rapids", "arrow_lake", "wildcat_lake"),
              "SVM": ("ryzen", "phenom_8650_toliman", "trinity_apu", "zambezi")},
    "qemu": {"SVM": ("EPYC", "EPYC-Rome", "EPYC-Milan", "EPYC-Genoa", "max")},
}
_NEEDED_BY_RUN = (packages.BUILD, packages.IMAGE, packages.BOCHS)


def _system():
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = ""
    return {"name": name or platform.system(), "machine": platform.machine(), "python": platform.python_version(), "processors": os.cpu_count(),
            "apt": shutil.which("apt-get") is not None}


def _emulator(emulator):
    """What is known of Bochs or QEMU."""
    tool = tools.BOCHS if emulator.name == "bochs" else tools.QEMU
    if not tool.is_there():
        return {"there": False}
    version = emulator.version()
    listed = names.models(emulator.name)
    looked = self_check.look(emulator)
    return {"there": True, "gets-wrong": list(looked.wrong), "not-looked-at": looked.why_not, "path": shutil.which(tool.path()), "version": ".".join(map(str, version)) if version else None,
            "models": {what: [model for model in known if model in listed] for what, known in MODELS[emulator.name].items()}}


def kvm_state(device=pathlib.Path("/dev/kvm"), modules=pathlib.Path("/sys/module")):
    """What KVM passes on here ("VMX", "SVM" or None), what stands against it, and what to do."""
    vendor = emulators.kvm_vendor(device, modules)
    if vendor:
        return {"passes": emulators.VENDORS[vendor], "why": "", "hint": ""}
    loaded = [name for name in ("intel", "amd") if (modules / f"kvm_{name}").exists()]
    if not device.exists():
        why, hint = f"there is no {device}", "load kvm_intel or kvm_amd; in a container: --device /dev/kvm; in a virtual machine its host has to nest"
    elif not os.access(device, os.R_OK | os.W_OK):
        why, hint = f"{device} can't be opened for reading and writing", "join its group, as by: sudo usermod -aG kvm $USER, and log in anew"
    elif not loaded:
        why, hint = "neither kvm_intel nor kvm_amd is loaded", "sudo modprobe kvm_intel (or kvm_amd), where the processor has VMX or SVM and the firmware lets it"
    else:
        why, hint = f"kvm_{loaded[0]} doesn't nest", f"sudo modprobe -r kvm_{loaded[0]} && sudo modprobe kvm_{loaded[0]} nested=1"
    return {"passes": None, "why": why, "hint": hint}


def _ways(kvm, there):
    """[(command, where it runs, why)]: what --emulator auto chooses for the commonest commands."""
    vendor = {text: name for name, text in emulators.VENDORS.items()}.get(kvm["passes"])
    found = []
    for words, wanted in (("./vitrine run", None), ("./vitrine run --vendor intel", "intel"), ("./vitrine run --vendor amd", "amd")):
        emulator, reason = emulators.choose("auto", wanted, None, vendor)
        program = "bochs" if emulator.name == "bochs" else "qemu"
        found.append({"command": words, "emulator": emulator.name, "cpu": emulator.cpu, "why": reason, "there": there[program]})
    return found


def _folders():
    """What stands against writing: [(what, hint)]."""
    found = []
    if not os.access(places.ROOT, os.W_OK | os.X_OK) and not places.BOOT_KERNEL.exists():
        found.append({"what": f"{places.CHECKOUT} can't be written, and nothing is built there", "hint": "copy the checkout to a folder of yours"})
    return found


def _can_install():
    """Whether what is missing can be installed by apt when it is needed."""
    return shutil.which("apt-get") is not None and (os.geteuid() == 0 or shutil.which("sudo") is not None)


def examine():
    """Everything, as it is printed by --json."""
    wrong = []  # variables that name nothing
    for tool in tools.TOOLS:
        try:
            tool.named()
        except Failure as failure:
            wrong.append({"what": failure.message, "hint": failure.hint})
    report = {"system": _system(), "wrong": wrong + _folders(), "kvm": kvm_state()}
    if wrong:
        return report | {"status": RUN_FAILS}
    report["emulators"] = {kind.name: _emulator(kind) for kind in (emulators.Bochs(), emulators.Qemu())}
    report["runs"] = _ways(report["kvm"], {name: found["there"] for name, found in report["emulators"].items()})
    report["missing"] = {command: packages.missing(*groups) for command, groups in packages.COMMANDS.items()}
    run_misses = packages.missing(*_NEEDED_BY_RUN if report["runs"][0]["emulator"] == "bochs" else (packages.BUILD, packages.IMAGE, packages.QEMU))
    report["run-misses"] = run_misses
    report["installs"] = _can_install()
    report["built"] = places.BOOT_KERNEL.exists()
    fails = report["wrong"] or (run_misses and not report["installs"])
    lacks = any(report["missing"].values()) or any(found.get("gets-wrong") for found in report["emulators"].values())
    return report | {"status": RUN_FAILS if fails else SOME_MISSING if lacks else ALL_THERE}


def _lines(report):
    """The report for a reader."""
    system = report["system"]
    yield f"system: {system['name']}, {system['machine']}, {system['processors']} processors, Python {system['python']}, " + \
        ("apt" if system["apt"] else "no apt: see README.md, \"In a container\"")
    for problem in report["wrong"]:
        yield f"wrong: {problem['what']}; {problem['hint']}"
    for name, found in report.get("emulators", {}).items():
        if not found["there"]:
            yield f"{name}: missing"
            continue
        yield f"{name}: {found['version'] or 'of an unknown version'}, {found['path']}"
        for what, models in found["models"].items():
            yield f"  {what}: {' '.join(models) or 'no model that is known'}"
        for one in found["gets-wrong"]:
            yield f"wrong in {name}: {one['instruction']}: {one['cause']}; {one['hint']}"
        if found["not-looked-at"]:
            yield f"  instructions: {found['not-looked-at']}"
    kvm = report["kvm"]
    yield f"kvm: passes {kvm['passes']} on to its guests" if kvm["passes"] else f"kvm: not used: {kvm['why']}; {kvm['hint']}"
    for way in report.get("runs", ()):
        yield f"{way['command']}: {way['emulator']}, {way['cpu']} ({way['why']})" + ("" if way["there"] else ": missing")
    missing = {name for found in report.get("missing", {}).values() for name in found}
    for command, found in report.get("missing", {}).items():
        if found:
            yield f"missing for {command}: {' '.join(found)}"
    if missing:
        by_apt = "apt-get install --no-install-recommends " + " ".join(sorted(missing))
        yield f"to get it: {by_apt} (as root); each command installs what it needs by itself" if report["installs"] else \
            f"to get it: {by_apt} (as root)" if system["apt"] else f"to get it: {packages.ADVICE_WITHOUT_APT}"
    if "built" in report:
        yield "kernel: " + ("built" if report["built"] else "not built yet; the first run builds it")
    yield "all is there" if report["status"] == ALL_THERE else "./vitrine run works" + (", and installs what it misses" if report["run-misses"] else "") if report["status"] == SOME_MISSING else "./vitrine run would not work"


def doctor(arguments):
    """The command. Returns its exit status."""
    report = examine()
    if arguments.json:
        print(json.dumps(report, indent=1))
    else:
        for line in _lines(report):
            word, colon, rest = line.partition(":")
            print(terminal.paint(word + colon, "red" if word.startswith(("wrong", "missing")) else "bold", sys.stdout) + rest)
    return report["status"]


def add_arguments(parser):
    """The command's options."""
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
