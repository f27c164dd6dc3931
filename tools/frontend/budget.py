"""The budget of the benchmark: no count may grow by more than 2 % unseen. It is of the code of one LLVM in one
Bochs, whose versions it carries: another of either counts otherwise."""

import json

from . import emulators, llvm, places

BUDGET = places.ROOT / "tests" / "bench" / "budget.json"
TOLERANCE = 0.02
COUNTS = ("min", "median", "max")


def reduced(results):
    """Of the benchmark's results what the budget holds: {machine: {"floor", "boot", "modes": {mode: {kind: {min, median, max}}}}}."""
    return {machine: {"floor": result["floor"], "boot": result["boot"],
                      "modes": {mode: {kind: {count: numbers[count] for count in COUNTS} for kind, numbers in found["kinds"].items()}
                                for mode, found in result["modes"].items()}}
            for machine, result in results.items()}


def flat(tree, path=()):
    """{path: number} of nested dictionaries."""
    if not isinstance(tree, dict):
        return {path: tree}
    return {where: number for key, value in tree.items() for where, number in flat(value, (*path, key)).items()}


def _name(path):
    return " ".join(word for word in path if word != "modes")


def compare(budget, results):
    """(failures, remarks): lines about what grew or is missing, and about what shrank."""
    allowed, found = flat(budget), flat(reduced(results))
    failures, remarks = [], []
    for path, old in allowed.items():
        if path not in found:
            failures.append(f"{_name(path)}: missing, and the budget has {old}")
        elif found[path] > old * (1 + TOLERANCE):
            failures.append(f"{_name(path)}: grew from {old} to {found[path]} ({(found[path] / old - 1) * 100:+.1f} %)" if old else
                            f"{_name(path)}: grew from 0 to {found[path]}")
        elif found[path] < old * (1 - TOLERANCE):
            remarks.append(f"{_name(path)}: shrank from {old} to {found[path]} ({(found[path] / old - 1) * 100:+.1f} %)")
    failures += [f"{_name(path)}: {number}, and the budget doesn't have it" for path, number in found.items() if path not in allowed]
    return failures, remarks


ADVICE = "when that is wanted: ./vitrine bench --update-budget, and say why in the commit"
HINT = "keep it: ./vitrine bench --update-budget"


def _checked_in():
    """The budget's file; {} where there is none."""
    return json.loads(BUDGET.read_text(encoding="utf-8")) if BUDGET.exists() else {}


def load():
    """What is checked in, as `reduced` gives it."""
    return _checked_in().get("machines", {})


def compiler():
    """The version of the LLVM whose code was measured; 0 where nothing is checked in."""
    return _checked_in().get("llvm", 0)


def bochs():
    """The version of the Bochs in which it was measured, as in 2.7; empty where nothing is checked in."""
    return _checked_in().get("bochs", "")


def _bochs_here():
    """The version of the Bochs that is here; empty where there is none."""
    return ".".join(map(str, emulators.Bochs.version() or ()))


def not_of_here():
    """Why the budget can't be held against what is measured here, as a sentence; empty where it can."""
    if llvm.version() != compiler():
        return f"the budget is of LLVM {compiler()}'s code, and LLVM {llvm.version()} makes another"
    if _bochs_here() != bochs():
        return f"the budget is of Bochs {bochs()}, and Bochs {_bochs_here()} counts otherwise"
    return ""


def _pretty(value, indent=0):
    """JSON with one line a kind, so that a change shows as the lines that changed."""
    if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
        space = " " * (indent + 1)
        return "{\n" + ",\n".join(f"{space}{json.dumps(key)}: {_pretty(inner, indent + 1)}" for key, inner in value.items()) + "\n" + " " * indent + "}"
    return json.dumps(value)


def save(results):
    """Writes the budget for these results, which are of this LLVM's code in this Bochs."""
    BUDGET.write_text(_pretty({"llvm": llvm.version(), "bochs": _bochs_here(), "machines": reduced(results)}) + "\n", encoding="utf-8")
