"""`./vitrine explain`: dumps of other hypervisors, its exit statuses and messages."""

import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from .support import ROOT, VITRINE, vitrine

DUMPS = ROOT / "tests" / "explain"


class Explain(unittest.TestCase):
    """From a dump to lines and an exit status."""

    def explained(self, status, *words, text=None):
        """The lines for these words, with that status; `text` is standard input."""
        done = subprocess.run([sys.executable, str(VITRINE), "explain", *map(str, words)], cwd=ROOT, check=False, text=True,
                              input=text or "", capture_output=True, timeout=600)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done.stdout.splitlines()

    def test_a_refused_entry_of_kvm(self):
        lines = self.explained(1, DUMPS / "kvm-6.1.log")
        self.assertEqual(lines[0], "explain format=kvm fields=115")
        errors = [line for line in lines if line.startswith("error ")]
        self.assertEqual(len(errors), 1)
        self.assertRegex(errors[0], r"^error field=guest_rflags value=0x244 .*section=27\.3\.1\.4$")

    def test_a_good_one(self):
        # Without the capabilities there are rules that can't be judged.
        lines = self.explained(2, DUMPS / "kvm-5.4.log")
        self.assertEqual(lines[0], "explain format=kvm fields=103")
        self.assertEqual([line for line in lines if line.startswith("error ")], [])

    def test_vitrines_own_log(self):
        lines = self.explained(0, DUMPS / "vitrine.log")
        self.assertEqual(lines[0], "explain format=vitrine fields=151")
        self.assertEqual([line for line in lines if "detail=" in line], [])

    def test_each_field_has_words_on_what_went_wrong(self):
        rules = set(re.findall(r"`([a-z0-9_]+)`", "".join(line for line in (ROOT / "docs" / "vm-entry-checks.md").read_text(encoding="utf-8").splitlines(True)
                                                          if line.startswith("| `"))))
        told = re.findall(r"`([a-z0-9_?*]+)`", (ROOT / "docs" / "entry-failures.md").read_text(encoding="utf-8"))
        self.assertEqual([field for field in sorted(rules) if not any(fnmatch.fnmatchcase(field, pattern) for pattern in told)], [])

    def test_standard_input(self):
        text = (DUMPS / "kvm-6.1.log").read_text(encoding="ascii")
        lines = self.explained(2, "-", text=text.replace("RFLAGS=0x00000244", "RFLAGS=0x00000246"))
        self.assertEqual(lines[0], "explain format=kvm fields=115")

    def test_capabilities(self):
        unknown = [int(re.search(r" unknown=(\d+)", self.explained(2, DUMPS / "kvm-5.4.log", *words)[-1])[1])
                   for words in ((), ("--caps", DUMPS / "vitrine.log"))]
        self.assertGreater(unknown[0], unknown[1])
        text = (DUMPS / "vitrine.log").read_text(encoding="ascii")
        # A control that the processor doesn't have.
        with_bit = re.sub(r"(field=pin_based_controls value=)\S+", r"\g<1>0xff", text)
        self.assertIn("error field=pin_based_controls value=0xff bits=0x80", "\n".join(self.explained(1, "-", text=with_bit)))
        # Without one of the MSRs nothing is broken for want of it.
        without = re.sub(r"caps msr=IA32_VMX_CR4_FIXED1 .*\n", "", text)
        self.assertIn("missing=IA32_VMX_CR4_FIXED1", "\n".join(self.explained(2, "-", text=re.sub(r"(field=guest_cr4 value=)\S+", r"\g<1>0x40a000", without))))

    def test_bad_input(self):
        with tempfile.TemporaryDirectory() as folder:
            empty = pathlib.Path(folder, "empty")
            empty.write_bytes(b"")
            for words, pattern in (((empty,), "the dump is empty"), ((ROOT / "README.md",), "there is no dump of a VMCS .* hint="),
                                   ((pathlib.Path(folder, "none"),), "can't be read"), ((folder,), "can't be read"),
                                   ((DUMPS / "vitrine.log", "--caps", empty), "there are no capability MSRs")):
                lines = self.explained(104, *words)
                self.assertEqual(len(lines), 1)
                self.assertRegex(lines[0], "^error .*" + pattern)
        self.assertEqual(self.explained(104, "-", text="\nvmcs field=guest_rp value=1\n")[0].split(" detail=")[0],
                         'error field=guest_rp cause="there is no VMCS field of this name" close=guest_rsp,guest_rip,guest_cr0')

    def test_wrong_usage(self):
        self.assertEqual(vitrine("explain").returncode, 107)
        self.assertEqual(vitrine("explain", "a", "b").returncode, 107)

    def test_the_program_itself(self):
        vitrine("explain", DUMPS / "kvm-5.4.log", timeout=600)
        program = ROOT / "build" / "tools" / "vitrine-explain"
        for words, status in (((), 107), (("--caps",), 107), (("--frobnicate",), 107), (("a", "b"), 107), (("--help",), 0)):
            done = subprocess.run([program, *words], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, status, words)
            self.assertIn("exit status:", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
