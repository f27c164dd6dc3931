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
        self.assertGreater(len(done.stdout.splitlines()), 10)
        self.assertEqual(update.differences(model, done.stdout), update.expected(model, update.version_of(model)))

    def test_the_newest_that_is_not_newer_than_the_emulator(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            reports = {(2, 7): "a\nb\n", (3, 0): "a\nc\n", (3, 2): "a\nc\n", (3, 10): "a\nb\n", (4, 0): "d\n"}
            for version, text in reports.items():
                update.keep("tigerlake", text, version, here)
            update.keep("ryzen", "z\n", (2, 7), here)
            self.assertEqual(sorted(path.relative_to(here).as_posix() for path in here.rglob("*.*") if path.is_file()), [
                "bochs-3.0/tigerlake.diff", "bochs-3.10/tigerlake.diff", "bochs-4.0/tigerlake.diff", "ryzen.txt", "tigerlake.txt"])
            for version, lines in (((2, 7), []), ((2, 8), []), ((3, 0), ["-b", "+c"]), ((3, 9), ["-b", "+c"]), ((3, 10), []), ((5, 1), ["-a", "-b", "+d"])):
                self.assertEqual(update.expected("tigerlake", version, here), lines, version)
            for version, text in reports.items():
                self.assertEqual(update.differences("tigerlake", text, here), update.expected("tigerlake", version, here))
            self.assertEqual(update.expected("ryzen", (5, 1), here), [])
            self.assertNotEqual(update.differences("tigerlake", "", here), [])

    def test_a_newer_emulator_has_a_model_that_there_is(self):
        kept = list(GOLDEN.glob("*-*/*"))
        self.assertGreater(len(kept), 10)
        for path in kept:
            self.assertEqual(path.parent.name.split("-")[0], update.MODELS[path.stem])
            self.assertEqual(path.suffix, ".diff")


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
