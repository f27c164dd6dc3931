"""A checkout that is built where its path has every odd character: a whole build, for `./vitrine test --long`."""

import shutil
import unittest

from frontend import packages, places

from .support import ROOT
from .test_places import ODD, Folder, run


@unittest.skipIf(packages.missing(packages.BUILD, packages.IMAGE), "what builds isn't installed")
class Building(Folder):
    """By names that CMake, Ninja and NASM take for more than characters."""

    def test_checkout_copied_with_its_build(self):
        there = self.copy(ODD)
        shutil.copytree(places.KERNEL_BUILD, there / "build" / "kernel")
        done = run(there, "run", "--guest", "real", environment={"PYTHONPATH": f"{ROOT}/tools:{ROOT}"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("vitrine: the kernel build is another checkout's: making it anew\n", done.stderr)
        for word in (str(places.CHECKOUT), str(places.ROOT)):
            self.assertNotIn(word + "/", (there / "build" / "kernel" / "build.ninja").read_text(encoding="utf-8"))
        # And it is its own from now on.
        done = run(there, "build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
