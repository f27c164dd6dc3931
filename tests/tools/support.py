"""Running the front end as its user does."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VITRINE = ROOT / "vitrine"


def vitrine(*words, cwd=ROOT, timeout=120, **environment):
    """Runs ./vitrine with these words; the finished process with its output as text."""
    return subprocess.run([sys.executable, str(VITRINE), *map(str, words)], cwd=cwd, timeout=timeout, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, env={**os.environ, "VITRINE_EMULATOR": "bochs", **environment})
