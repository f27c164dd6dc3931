"""The documents that are generated are up to date."""

import subprocess
import sys
import unittest

from frontend import budget

from .support import ROOT, vitrine


class Generated(unittest.TestCase):
    """Each is what its generator prints now."""

    def same(self, name, text):
        """`docs/NAME` is that text."""
        self.assertEqual((ROOT / "docs" / name).read_text(encoding="utf-8"), text, f"docs/{name} is out of date: generate it again")

    def test_vm_entry_checks(self):
        done = vitrine("explain", "--rules", timeout=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.same("vm-entry-checks.md", done.stdout)

    def test_exits(self):
        done = subprocess.run([sys.executable, "-B", "tests/boot/catalogue/table.py"], cwd=ROOT, check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.same("exits.md", done.stdout)

    def test_exit_cost(self):
        done = subprocess.run([sys.executable, "-B", "tests/bench/table.py"], cwd=ROOT, check=True, capture_output=True, text=True)
        self.same("exit-cost.md", done.stdout)

    def test_readme_on_exit_cost(self):
        counts = budget.load()["bochs:corei7_skylake_x"]["modes"]["off"]
        words = f"A VMCALL round trip takes {counts['vmcall-unknown']['median']} instructions of the emulated processor, " \
                f"a CPUID {counts['cpuid']['median']},"
        self.assertIn(words, (ROOT / "README.md").read_text(encoding="utf-8"))

    def test_emulator_deviations(self):
        done = subprocess.run([sys.executable, "-B", "tests/entry/deviations.py"], cwd=ROOT, check=True, capture_output=True, text=True)
        self.same("emulator-deviations.md", done.stdout)


if __name__ == "__main__":
    unittest.main()
