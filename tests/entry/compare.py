#!/usr/bin/env python3
"""Holds the rules of VM entry against an emulator: runs the experiments of mutations.py and settles every disagreement by
deviations.py. Prints the figures, and fails when a disagreement has no reason that holds for the emulator's version.

Usage: compare.py EMULATOR MODEL       as in: compare.py bochs corei7_skylake_x
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import deviations
import mutations

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from frontend import emulators  # noqa: E402 pylint: disable=wrong-import-position

SVM_MODELS = ("EPYC", "max", "ryzen")
FEWEST = 300
LINE = re.compile(r"experiment n=\d+ inject=(\S+) (?:predicted=(\S+) found=(\S+) )?(?:unknown=\d+ )?status=(\w+)")


def run(emulator, model):
    """Every experiment's (inject, predicted, found, status)."""
    states = mutations.svm() if model in SVM_MODELS else mutations.vmx()
    with tempfile.TemporaryDirectory() as folder:
        experiments = pathlib.Path(folder, "experiments.txt")
        experiments.write_text(mutations.text(states), encoding="utf-8")
        log = pathlib.Path(folder, "log")
        done = subprocess.run([sys.executable, ROOT / "vitrine", "experiment", experiments, "--no-build", "--quiet", "--log", log,
                               "--emulator", emulator, "--cpu", model], check=False, capture_output=True, text=True)
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    if not lines or not lines[-1].startswith("result status="):
        sys.exit(f"compare.py: the run didn't end: {lines[-1:]}\n{done.stderr}")
    outcomes = [LINE.fullmatch(line).groups() for line in lines if line.startswith("experiment ")]
    wanted = sum(len(experiments) for _, _, experiments in states)
    if len(outcomes) != wanted or not re.match("result status=(ok|failed) ", lines[-1]):
        sys.exit(f"compare.py: of {wanted} experiments {len(outcomes)} came back: {lines[-1]}")
    return outcomes


def main(emulator, model):
    """The figures; 1 when something is unsettled."""
    outcomes = run(emulator, model)
    name = deviations.BOCHS if emulator == "bochs" else deviations.QEMU
    version = emulators.EMULATORS[emulator].version()
    if version is None:
        sys.exit(f"compare.py: {name} doesn't tell its version")
    known = deviations.in_force(deviations.SVM if model in SVM_MODELS else deviations.VMX, name, version)
    counts = {status: sum(1 for outcome in outcomes if outcome[3] == status) for status in ("agree", "disagree", "unsupported", "unknown")}
    settled, unsettled = set(), []
    for inject, predicted, found, status in outcomes:
        if status != "disagree":
            continue
        reasons = [deviation for deviation in known if re.fullmatch(deviation.inject, inject) and
                   (deviation.predicted, deviation.found) == (predicted, found)]
        settled.update(reasons)
        if not reasons:
            unsettled.append(f"{inject}: predicted {predicted}, found {found}")
    judged = counts["agree"] + counts["disagree"]
    print(f"entry rules against {name} {'.'.join(map(str, version))} {model}: {len(outcomes)} experiments, {judged} judged, {counts['agree']} agree "
          f"({100 * counts['agree'] / max(judged, 1):.1f} %), {counts['disagree']} by {len(settled)} named deviations of the emulator, "
          f"{counts['unsupported']} of fields that it lacks, {counts['unknown']} undecided")
    for line in unsettled:
        print(f"UNSETTLED: {line}")
    return 1 if unsettled or judged < FEWEST or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
