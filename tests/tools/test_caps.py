"""`./vitrine caps`: a golden report for each model that has VMX or SVM, and --diff."""

import importlib.util
import tempfile
import pathlib
import unittest

from .support import ROOT, vitrine

GOLDEN = ROOT / "tests" / "caps"
_SPEC = importlib.util.spec_from_file_location("caps_update", GOLDEN / "update.py")
update = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(update)


class Golden(unittest.TestCase):
    """Each model's report is the one that was judged. tests/caps/update.py writes it anew."""

    maxDiff = None

    def test_every_model_has_a_golden_report(self):
        self.assertEqual(sorted(path.stem for path in GOLDEN.glob("*.txt")), sorted(update.MODELS))

    def compare(self, model):
        """One model."""
        done = update.report(model)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines(), (GOLDEN / f"{model}.txt").read_text(encoding="utf-8").splitlines())


def _add(model):
    def test(self):
        self.compare(model)
    setattr(Golden, f"test_{model}", test)


for _model in update.MODELS:
    _add(_model)


class Diff(unittest.TestCase):
    """Two reports, from files and from models."""

    def test_equal_files(self):
        path = GOLDEN / "tigerlake.txt"
        done = vitrine("caps", "--diff", path, path)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_files(self):
        done = vitrine("caps", "--diff", GOLDEN / "corei7_haswell_4770.txt", GOLDEN / "corei7_skylake_x.txt")
        self.assertEqual(done.returncode, 1)
        self.assertIn('- caps msr=IA32_VMX_PROCBASED_CTLS2 bit=17 name="enable PML" setting=0\n'
                      '+ caps msr=IA32_VMX_PROCBASED_CTLS2 bit=17 name="enable PML" setting=0,1\n', done.stdout)
        self.assertIn('+ caps use="enable PML" field=secondary status=no cause="nobody asks which pages were written"\n', done.stdout)
        self.assertNotIn("HLT exiting", done.stdout)

    def test_a_model_and_a_file(self):
        done = vitrine("caps", "--diff", GOLDEN / "EPYC.txt", "EPYC", "--emulator", "auto")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_bad_input(self):
        self.assertEqual(vitrine("caps", "--diff", "no-such-file.txt", "EPYC").returncode, 104)
        with tempfile.TemporaryDirectory() as folder:
            empty = pathlib.Path(folder, "empty")
            empty.write_text("", encoding="utf-8")
            done = vitrine("caps", "--diff", empty, empty)
        self.assertEqual(done.returncode, 104)
        self.assertIn("has no capability report", done.stderr)
        self.assertEqual(vitrine("caps", "--diff", "one").returncode, 107)


if __name__ == "__main__":
    unittest.main()
