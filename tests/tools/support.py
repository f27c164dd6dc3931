"""Running the front end as its user does."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
VITRINE = ROOT / "vitrine"


def vitrine(*words, cwd=ROOT, timeout=900, **environment):
    """Runs ./vitrine with these words; the finished process with its output as text."""
    return subprocess.run([sys.executable, str(VITRINE), *map(str, words)], cwd=cwd, timeout=timeout, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, env={**os.environ, "VITRINE_EMULATOR": "bochs", **environment})


class Folder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)

    def write(self, name, content):
        """A file in the folder."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
