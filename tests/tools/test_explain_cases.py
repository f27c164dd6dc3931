"""Kinds of text that people paste, each cut to its smallest: what `./vitrine explain` says of them. The values are invented."""

import json
import re
import subprocess
import unittest

from .support import ROOT, vitrine

CASES = ROOT / "tests" / "explain" / "cases"
PROGRAM = ROOT / "build" / "tools" / "vitrine-explain"

STI = ["guest_interruptibility_state"]
# File, more words, exit status, fields of the `error` lines that are certain, of those that hang on the processor; other text.
TABLE = (
    ("00-healthy-kvm.txt", (), 2, [], [], ["format=kvm", "status=undecided"]),
    ("00-sti-kvm.txt", (), 1, STI, [], ["status=failed"]),
    ("01-caps-dump.txt", ("--caps", "01-caps-report.txt"), 1, STI, [], []),
    ("02-quoted-printable.txt", (), 1, STI, [], []),
    ("03-hard-wrap-80.txt", (), 1, STI, [], ["fields=108"]),
    ("04-mail-wrap-72.txt", (), 1, ["guest_ds_access_rights"], [], ["fields=108"]),
    ("05-tab-prefix.txt", (), 1, STI, [], ["fields=108"]),
    ("07-quote-no-space.txt", (), 1, STI, [], ["fields=108"]),
    ("08-stars-eaten.txt", (), 1, STI, [], ["fields=108"]),
    ("10-xen.txt", (), 1, ["guest_ia32_efer", "guest_tr_access_rights", "guest_tr_access_rights"], [],
     ["format=xen", r"field=guest_ia32_efer cause=.*detail=\"follows .* when bit 10 of guest_ia32_efer is put right\""]),
    ("11-xen-4.4.txt", (), 1, STI, [], ["format=xen fields=101"]),
    ("20-cr3-bit63.txt", (), 1, ["guest_cr3"], [], ["bits=0x8000000000000000"]),
    ("21-cr0-ne.txt", (), 1, ["guest_cr0"], [], ["bits=0x20 write="]),
    ("22-cr4-vmxe.txt", (), 1, ["host_cr4", "guest_cr4"], [], ["bits=0x2000 write="]),
    ("23-default1-controls.txt", (), 1, ["vm_exit_controls", "vm_entry_controls"], [], ["bits=0x36dfb write=", "bits=0x11fb write="]),
    ("25-gp-without-error-code.txt", (), 2, [], ["vm_entry_interruption_information"], [r"when=\"on processors without .*IA32_VMX_BASIC\[56\]"]),
    ("27-link-pointer-0.txt", (), 2, [], ["vmcs_link_pointer", "vmcs_link_pointer"], ["unless a VMCS lies at that address"]),
    ("30-reason-22.txt", (), 1, ["vm_entry_msr_load_address"], [], [r"entry=2 cause=.*canonical.*section=27\.4", "MSR 0xc0000102, value 0x8000000000000000"]),
    ("31-reason-says-guest-state.txt", (), 2, [], [], ["exit reason 33, invalid guest state", "explain missing=.* rules="]),
    ("33-cut.txt", (), 2, [], [], ["cut off: its host state is missing", "status=undecided"]),
    ("40-amd-vmcb.txt", (), 1, ["guest_asid", "intercepts_2"], [], ["format=kvm-vmcb", r"section=15\.5\.1"]),
    ("41-qemu-registers.txt", (), 104, [None], [], ["QEMU's registers are no VMCS", "dump_invalid_vmcs"]),
    ("43-virtualbox-registers.txt", (), 104, [None], [], ["not the VMCS that it made of them", "VMX_IGS_"]),
    ("42-haxm.txt", (), 1, ["guest_pending_debug_exceptions"], [], ["format=list fields=7"]),
    ("50-controls-names.txt", ("--caps", "skylake.caps"), 1, ["vm_exit_controls", "vm_entry_controls"], [],
     [r"value=0x200 bits=0x36dfb write=0x36ffb cause=", r"value=0x200 bits=0x11fb write=0x13fb cause="]),
)


def explained(*words, text=None):
    """What the program says of these files in CASES: its lines and its exit status."""
    done = subprocess.run([PROGRAM, *words], cwd=CASES, check=False, text=True, input=text or "", capture_output=True, timeout=60)
    return done.stdout.splitlines(), done.returncode


def field_of(line):
    """The field that an `error` line is about; None where it is about none."""
    found = re.search(r" field=(\S+)", line)
    return found and found[1]


class Cases(unittest.TestCase):
    """Each case, and each kind in other spellings."""

    @classmethod
    def setUpClass(cls):
        vitrine("explain", CASES / "00-sti-kvm.txt", timeout=600)  # builds it

    def test_each(self):
        for name, words, status, certain, conditional, patterns in TABLE:
            with self.subTest(name):
                lines, got = explained(name, *words)
                errors = [line for line in lines if line.startswith("error ")]
                fields = {sure: [field_of(line) for line in errors if (" when=" not in line) == sure] for sure in (True, False)}
                self.assertEqual(sorted(fields[True]), sorted(certain), lines)
                self.assertEqual(fields[False], conditional, lines)
                for pattern in patterns:
                    self.assertRegex("\n".join(lines), pattern)
                self.assertEqual(got, status, lines)

    def the_same(self, text, what):
        """The text, dressed up, is read as the plain one is."""
        plain, _ = explained("00-sti-kvm.txt")
        lines, status = explained("-", text=text)
        self.assertEqual(lines, plain, what)
        self.assertEqual(status, 1)

    def test_other_dresses(self):
        plain = (CASES / "00-sti-kvm.txt").read_text(encoding="ascii")

        def each(prefix):
            return "".join(prefix + line + "\n" for line in plain.splitlines())

        for prefix in ("> ", ">> ", ">>>> ", "> > ", "| ", "    ", "\t", "Nov 24 04:17:52 host kernel: ", "[  12.345678] kvm_intel: ",
                       "<3>[   12.345678][ T1180] ", "2024-01-02T03:04:05,678901+01:00 ", "Nov 24 04:17:52.123456 host kernel[1]: [ 1.2] ",
                       "\x1b[31m\x1b[1m", "> \x1b[0;32m[ 1.5]\x1b[0m "):
            self.the_same(each(prefix), prefix)
        self.the_same(plain.replace("\n", "\r\n"), "CR LF")
        self.the_same(plain.replace("=", "&#61;"), "HTML")
        self.the_same("<pre>" + plain.replace("\n", "<br>\n") + "</pre>", "tags")
        self.the_same(plain.replace("***", "\\*\\*\\*"), "Markdown")
        self.the_same(plain.replace("***", "**"), "Markdown's bold")
        self.the_same("Some words first.\n\n" + plain + "\n-- \nA signature = 12\n", "words around it")

    def test_folds(self):
        plain = (CASES / "00-sti-kvm.txt").read_text(encoding="ascii")
        for prefix in ("", "> ", "[ 1000.000001] ", "> [ 1000.000001] kvm_intel: "):
            for width in (72, 76, 80):
                folded, cut = [], []
                for line in plain.splitlines():
                    line = prefix + line
                    cut += [line[at:at + width] for at in range(0, max(len(line), 1), width)]
                    while len(line) > width and " " in line[len(prefix):width].strip():
                        at = line.rindex(" ", len(prefix), width)
                        folded.append(line[:at])
                        line = line[at + 1:]
                    folded.append(line)
                self.the_same("\n".join(folded) + "\n", f"folded at {width} {prefix}")
                self.the_same("\n".join(cut) + "\n", f"cut at {width} {prefix}")

    def test_a_dump_cut_anywhere(self):
        # What is left of a number is no number: no rule is broken that the whole dump doesn't break.
        plain = (CASES / "00-healthy-kvm.txt").read_text(encoding="ascii")
        for at in range(0, len(plain) - 30, 7):
            lines, status = explained("-", text=plain[:at])
            self.assertEqual([line for line in lines if line.startswith("error field=")], [], at)
            self.assertIn(status, (2, 104))

    def test_two_processors_at_once(self):
        one = (CASES / "00-sti-kvm.txt").read_text(encoding="ascii").splitlines()
        other = (CASES / "00-healthy-kvm.txt").read_text(encoding="ascii").replace("8", "9").replace("CPU 1", "CPU 2").splitlines()
        mixed = [line for pair in zip(other, one) for line in (f"[ 1.0][ T9] {pair[0]}", f"[ 1.0][ T8] {pair[1]}")]
        lines, _ = explained("-", text="\n".join(mixed))
        self.assertIn("there are 2 dumps; number 2 is the last complete one", "\n".join(lines))
        self.assertNotIn("come twice", "\n".join(lines))
        lines, status = explained("-", text="\n".join(re.sub(r"^\[ 1\.0\]\[ T\d\] ", "", line) for line in mixed))
        self.assertEqual(status, 104)
        self.assertRegex(lines[0], "the lines of two dumps are mixed")

    def test_json_and_all(self):
        lines, status = explained("00-sti-kvm.txt", "--json")
        told = json.loads("\n".join(lines))
        self.assertEqual((status, told["status"], told["format"]), (1, "failed", "kvm"))
        self.assertEqual([cause["field"] for cause in told["causes"]], STI)
        self.assertEqual(len(json.loads("\n".join(explained("00-sti-kvm.txt", "--json", "--all")[0]))["all"]), told["rules"])
        lines, _ = explained("00-sti-kvm.txt", "--all")
        verdicts = [line for line in lines if re.search(r" status=(holds|broken|conditional|unknown)$", line)]
        self.assertEqual(len(verdicts), told["rules"])
        for word, count in (("broken", told["broken"]), ("unknown", told["unknown"])):
            self.assertEqual(sum(line.endswith(f"status={word}") for line in verdicts), count)

    def test_the_error_number_restricts_the_rules(self):
        plain = (CASES / "00-sti-kvm.txt").read_text(encoding="ascii").replace("80000021", "00000000")
        lines, status = explained("-", text="VM-instruction error 7\n" + plain)
        self.assertIn("a rule of 27.2.1 is broken", "\n".join(lines))
        self.assertEqual(status, 1)
        for number, words in ((4, "VMLAUNCH with non-clear VMCS"), (26, "no field's value is the cause")):
            lines, _ = explained("-", text=f"VM-instruction error {number}\n" + plain)
            self.assertIn(words, "\n".join(lines))
        lines, status = explained("-", text=(CASES / "00-healthy-kvm.txt").read_text(encoding="ascii").replace("80000021", "00000002"))
        self.assertRegex("\n".join(lines), "exit reason 2 .triple.fault. is no failed entry")
        self.assertEqual(status, 2)


if __name__ == "__main__":
    unittest.main()
