"""The program `vitrine-explain` alone, by the preset `explain`: by each compiler that is here, for x86-64 and arm64, it says what the one of
`./vitrine explain` says."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from frontend import tools

from .support import ROOT, vitrine
from .test_explain_cases import CASES, TABLE, explained

# Compiler, more for CMake, what runs the program.
WAYS = (
    (tools.CLANG.path(), (), ()),
    ("g++", (), ()),
    ("aarch64-linux-gnu-g++", ("-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64"), ("qemu-aarch64-static",)),
)


class Alone(unittest.TestCase):
    """Each way of building."""

    def test_each_compiler(self):
        vitrine("explain", CASES / TABLE[0][0], timeout=900)  # builds the one to compare with
        wanted = {name: explained(name, *words) for name, words, *_ in TABLE}
        for compiler, options, runner in WAYS:
            if not shutil.which(compiler) or not all(map(shutil.which, runner)):
                continue
            with self.subTest(compiler), tempfile.TemporaryDirectory() as folder:
                for command in (["cmake", "--preset", "explain", "-B", folder, f"-DCMAKE_CXX_COMPILER={compiler}", *options], ["cmake", "--build", folder]):
                    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "CXX": ""}, check=False, capture_output=True, text=True, timeout=1800)
                    self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr)
                program = pathlib.Path(folder, "vitrine-explain")
                self.assertNotIn(b"/ld-linux", program.read_bytes())  # static
                for name, words, *_ in TABLE:
                    done = subprocess.run([*runner, program, name, *words], cwd=CASES, check=False, capture_output=True, text=True, timeout=60)
                    self.assertEqual((done.stdout.splitlines(), done.returncode), wanted[name], name)


if __name__ == "__main__":
    unittest.main()
