#!/usr/bin/env python3
"""Writes the capability reports of every model that has VMX or SVM, for their reader to judge; tests/tools/test_caps.py holds them.

Usage: update.py [MODEL…]
"""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
MODELS = {
    "core2_penryn_t9600": "bochs", "corei5_lynnfield_750": "bochs", "corei5_arrandale_m520": "bochs",
    "corei7_sandy_bridge_2600k": "bochs", "corei7_ivy_bridge_3770k": "bochs", "corei7_haswell_4770": "bochs", "broadwell_ult": "bochs",
    "corei7_skylake_x": "bochs", "corei3_cnl": "bochs", "corei7_icelake_u": "bochs", "tigerlake": "bochs",
    "ryzen": "bochs", "phenom_8650_toliman": "bochs", "turion64_tyler": "bochs", "trinity_apu": "bochs", "zambezi": "bochs",
    "EPYC": "qemu", "max": "qemu",
}


def report(model):
    """The command's finished process for one model."""
    return subprocess.run([sys.executable, HERE.parents[1] / "vitrine", "caps", "--no-build", "--emulator", MODELS[model], "--cpu", model],
                          check=False, capture_output=True, text=True)


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        done = report(name)
        print(name, done.returncode, len(done.stdout.splitlines()), done.stderr.strip().splitlines()[-1:] if done.returncode else "")
        if done.returncode == 0:
            (HERE / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
