#!/usr/bin/env python3
"""Writes the capability reports of every model that has VMX or SVM, for their reader to judge; tests/tools/test_caps.py holds them.
MODEL.txt is that of Debian 12's emulator; EMULATOR-VERSION/MODEL.diff has the lines in which it is another one from that version on.

Usage: update.py [MODEL…]
"""

import difflib
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
from frontend import emulators  # noqa: E402 pylint: disable=wrong-import-position

BASE = {"bochs": (2, 7), "qemu": (7, 2)}  # whose reports lie here
MODELS = {
    "core2_penryn_t9600": "bochs", "corei5_lynnfield_750": "bochs", "corei5_arrandale_m520": "bochs",
    "corei7_sandy_bridge_2600k": "bochs", "corei7_ivy_bridge_3770k": "bochs", "corei7_haswell_4770": "bochs", "broadwell_ult": "bochs",
    "corei7_skylake_x": "bochs", "corei3_cnl": "bochs", "corei7_icelake_u": "bochs", "tigerlake": "bochs",
    "ryzen": "bochs", "phenom_8650_toliman": "bochs", "turion64_tyler": "bochs", "trinity_apu": "bochs", "zambezi": "bochs",
    "EPYC": "qemu", "max": "qemu",
}


def version_of(model):
    """The (major, minor) of the model's emulator that is here."""
    return emulators.EMULATORS[MODELS[model]].version() or BASE[MODELS[model]]


def differences(model, text, here=HERE):
    """The lines in which a report is another than Debian 12's: `-` that one's, `+` its own."""
    judged = (here / f"{model}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in difflib.unified_diff(judged, text.splitlines(), lineterm="", n=0) if not line.startswith(("--- ", "+++ ", "@@"))]


def expected(model, version, here=HERE):
    """The judged differences of an emulator's version: those of the newest folder that isn't newer."""
    folders = [((int(match[1]), int(match[2])), path) for path in here.iterdir()
               if (match := re.fullmatch(rf"{MODELS[model]}-(\d+)\.(\d+)", path.name)) and (path / f"{model}.diff").exists()]
    held = [path for since, path in sorted(folders) if since <= version]
    return (held[-1] / f"{model}.diff").read_text(encoding="utf-8").splitlines() if held else []


def keep(model, text, version, here=HERE):
    """Writes down a report that isn't the expected one."""
    if version <= BASE[MODELS[model]]:
        (here / f"{model}.txt").write_text(text, encoding="utf-8")
        return
    lines = differences(model, text, here)
    if lines != expected(model, version, here):
        path = here / f"{MODELS[model]}-{version[0]}.{version[1]}" / f"{model}.diff"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def report(model):
    """The command's finished process for one model."""
    return subprocess.run([sys.executable, HERE.parents[1] / "vitrine", "caps", "--no-build", "--emulator", MODELS[model], "--cpu", model],
                          check=False, capture_output=True, text=True)


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        done = report(name)
        print(name, done.returncode, len(done.stdout.splitlines()), done.stderr.strip().splitlines()[-1:] if done.returncode else "")
        if done.returncode == 0:
            keep(name, done.stdout, version_of(name))
