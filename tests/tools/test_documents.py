"""What the documents say is true: their commands run here, and print what they show, to the byte.

A `console` block is a list of `$ command` lines, each with its output; a line `...` stands for any lines. A comment before a
block tells more:  file: NAME  the block is a file for later commands;  test: status=N  the last command's exit status;
test: image=KIND  a disk image KIND.img of tests/boot/world/images.py is there;  test: elsewhere  the block is
for another computer, and isn't run.
"""

import difflib
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from frontend import budget, llvm, tools

from .support import ROOT

BLOCK = re.compile(r"(?:^ *<!-- (?P<note>[^\n]*) -->\n)?^(?P<indent> *)```(?P<kind>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
# The only commands that aren't run, and why.
NOT_RUN = {
    "cmake --preset kernel": "the kernel has been built by the same preset",
    "cmake --build --preset kernel": "the kernel has been built by the same preset",
    "./vitrine test": "it runs this test",
    "./vitrine debug my-guest.asm": "it waits for somebody to type; test_frontend.py runs the debugger",
    "sudo dd if=my.iso of=/dev/sdX bs=1M conv=fsync": "it erases a stick",
}
# All that may differ from what a document shows, and why; every other byte is the same on each machine.
DIFFERENT = (
    (re.compile(r"(GRUB +(?:version )?)2\.06-\S*?(?=\"|$)"), r"\1…"),  # Debian's updates of its package
)
# What is another with another GRUB or another LLVM than Debian 12's, which the documents show: the size of the kernel and of what GRUB
# leaves, and with GRUB as the guest where its code lies, how much it asks of the BIOS, and where on the screen it writes.
OF_DEBIAN_12 = (
    (re.compile(r"^memory total=\d+KiB free=\d+KiB$"), "memory …"),
    (re.compile(r"^(bios .* caller=)[0-9a-f]{4}:[0-9a-f]{4} n=\d+$"), r"\1…"),
    (re.compile(r"^(screen mode=.* cursor-row=)\d+ cursor-column=\d+$"), r"\1…"),
    (re.compile(r"^screen row=\d+ text=(\"?) *"), r"screen row=… text=\1"),
    (re.compile(r"^(summary .*count=)\d+$"), r"\1…"),
    (re.compile(r"^((?:end|result) .*exits=)\d+\b"), r"\1…"),
)
# What a broken emulator says of itself is its own: test_instructions.py.
OF_THE_EMULATOR = "check name=instructions "


@functools.cache
def grub():
    """The version of the GRUB that is installed, as it says itself: the documents are of Debian 12's."""
    said = subprocess.run([tools.GRUB_MKRESCUE.path(), "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[-1]


def shown(line, different):
    """The line without what may differ."""
    for pattern, words in different:
        line = pattern.sub(words, line)
    return line


def commands(body):
    """(command, [expected lines]) of a console block."""
    found = []
    for line in body.splitlines():
        line = line.strip()
        if line.startswith("$ "):
            found.append((line[2:].split("  #")[0].strip(), []))
        elif found:
            found[-1][1].append(line)
    return found


def matches(expected, actual, version="2.06-1", compiler=None):
    """Whether the lines are the expected ones, `...` standing for any number of lines. `version`, `compiler`: of GRUB and LLVM that the
    actual ones are of."""
    different = DIFFERENT if version.startswith("2.06-") and compiler in (None, budget.compiler()) else DIFFERENT + OF_DEBIAN_12
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(shown(line, different)) + r" *\n" for line in expected)
    printed = [line.replace(f"GRUB {version}", "GRUB 2.06-1").replace(f"version {version}", "version 2.06-1") for line in actual
               if not line.startswith(OF_THE_EMULATOR)]
    return re.fullmatch(pattern, "".join(shown(line, different) + "\n" for line in printed)) is not None


class Documents(unittest.TestCase):
    """Each document's blocks in order, in a folder where ./vitrine is the real one."""

    maxDiff = None

    def run_document(self, name):
        """Runs the blocks; returns how many commands were run."""
        text = (ROOT / name).read_text(encoding="utf-8")
        count = 0
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "vitrine").symlink_to(ROOT / "vitrine")
            for block in BLOCK.finditer(text):
                note = block["note"] or ""
                if note.startswith("file: "):
                    (place / note.removeprefix("file: ")).write_text(block["body"], encoding="utf-8")
                elif block["kind"] == "console" and note != "test: elsewhere":
                    for kind in re.findall(r"test: image=(\w+)", note):
                        subprocess.run([sys.executable, "-B", ROOT / "tests/boot/world/images.py", kind, place / f"{kind}.img"], check=True)
                    count += self.run_block(place, block["body"], note)
        return count

    def run_block(self, place, body, note):
        """One block."""
        ran = 0
        for command, expected in commands(body):
            if command in NOT_RUN:
                self.not_run.add(command)
                continue
            done = subprocess.run(command, shell=True, cwd=place, check=False, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=1500, env={**os.environ, "VITRINE_EMULATOR": "bochs"})
            status = re.search(r"test: status=(\d+)", note)
            self.assertEqual(done.returncode, int(status[1]) if status else 0, command)
            if expected:
                if not matches(expected, done.stdout.splitlines(), grub(), llvm.version()):
                    self.fail(f"{command} doesn't print what the document shows:\n" + "\n".join(
                        difflib.unified_diff(expected, done.stdout.splitlines(), "document", "printed", lineterm="", n=1)))
            ran += 1
        return ran

    def test_commands(self):
        self.not_run = set()
        for name, fewest in (("README.md", 4), ("instructions.md", 10)):
            with self.subTest(name):
                self.assertGreaterEqual(self.run_document(name), fewest)
        self.assertEqual(self.not_run, set(NOT_RUN), "a command that isn't run is shown no more")

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "QEMU isn't installed")
    def test_iso_for_another_computer(self):
        """README's lines for a computer that has QEMU alone, as they are written."""
        text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
        block = next(block["body"] for block in BLOCK.finditer(text) if "$ qemu-system-x86_64" in block["body"])
        (iso, _), (qemu, _) = commands(block)
        self.assertIn("isa-debug-exit", qemu)
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "vitrine").symlink_to(ROOT / "vitrine")
            # Hypercall 1, exit, with 5: Vitrine's instructions of VMMCALL.
            (place / "my-guest.bin").write_bytes(b"\x66\xb8\x01\0\0\0\x66\xbb\x05\0\0\0\x0f\x01\xd9\xf4")
            subprocess.run(iso, shell=True, cwd=place, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
            done = subprocess.run(qemu, shell=True, cwd=place, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 2 * 5 + 1, done.stdout + done.stderr)
        self.assertIn("result status=failed code=5", done.stdout)

    def test_what_is_shown_is_compared_to_the_byte(self):
        log = ["memory total=261364KiB free=260680KiB", 'boot loader="GRUB 2.06-13+deb12u2" firmware=bios', "result status=ok"]
        self.assertTrue(matches(log, log))
        self.assertTrue(matches(["...", log[2]], log))
        self.assertTrue(matches([log[0], log[1].replace("u2", "u9"), log[2]], log))
        newer = [log[0], log[1].replace("2.06-13+deb12u2", "2.14-4"), OF_THE_EMULATOR + "instruction=idiv status=failed", log[2]]
        self.assertTrue(matches(log, newer, "2.14-4"))
        self.assertFalse(matches(log, newer, "2.12-9"))
        smaller = [log[0].replace("80KiB", "76KiB"), *log[1:]]
        self.assertTrue(matches(log, smaller, compiler=21))
        self.assertFalse(matches(log, smaller))
        # GRUB as a guest: its own counts and places are its version's, what it asks and what it gets is not.
        guest = ["bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=2 count=1 status=ok caller=0000:7d50 n=7",
                 "screen mode=0x3 columns=80 rows=25 cursor-row=10 cursor-column=6", 'screen row=1 text="   GNU GRUB  version 2.06-13+deb12u2"',
                 "summary kind=io count=27605", 'end guest=grub status=ok code=0 exits=35197 cause="nothing is to come"']
        other = ["bios int=0x13 function=read drive=0x0 cylinder=0 head=0 sector=2 count=1 status=ok caller=0000:7d52 n=9",
                 "screen mode=0x3 columns=80 rows=25 cursor-row=11 cursor-column=6", 'screen row=2 text="     GNU GRUB  version 2.14-4"',
                 "summary kind=io count=27606", 'end guest=grub status=ok code=0 exits=34596 cause="nothing is to come"']
        self.assertTrue(matches(guest, other, "2.14-4"))
        self.assertFalse(matches(guest, [line.replace("2.14-4", "2.06-13+deb12u2") for line in other]))
        for old, new in (("sector=2", "sector=3"), ("count=1 ", "count=2 "), ("rows=25", "rows=50"), ("kind=io", "kind=cr"), ("status=ok", "status=failed")):
            self.assertFalse(matches(guest, [line.replace(old, new) for line in other], "2.14-4"), new)
        for wrong in ([log[0].replace("80KiB", "76KiB"), *log[1:]], log[:2], [*log, "more"], [log[0], log[1].replace("bios", "uefi"), log[2]],
                      [log[0], log[1].replace("2.06", "2.12"), log[2]], ["..."] + log[:2]):
            self.assertFalse(matches(wrong, log), wrong)

    def test_every_command_in_tables_exists(self):
        text = (ROOT / "instructions.md").read_text(encoding="utf-8") + (ROOT / "README.md").read_text(encoding="utf-8")
        words = set(re.findall(r"`\./vitrine ([a-z]+)", text))
        self.assertGreaterEqual(words, {"run", "iso", "debug", "test", "build", "clean", "lint"} - {"build"})
        for word in sorted(words):
            done = subprocess.run([str(ROOT / "vitrine"), word, "--help"], check=False, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, word)
            for options in re.findall(rf"`\./vitrine {word}([^`]*)`", text):
                for option in re.findall(r"(?<= )--[a-z-]+", options):
                    self.assertTrue(option == "--help" or option in done.stdout, f"{word} {option}")

    def test_links_lead_somewhere(self):
        for name in ("README.md", "instructions.md"):
            text = (ROOT / name).read_text(encoding="utf-8")
            headings = {re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
            for target in re.findall(r"\]\(([^)]+)\)", text):
                if target.startswith("#"):
                    self.assertIn(target[1:], headings)
                elif "://" not in target:
                    self.assertTrue((ROOT / target.split("#")[0]).exists(), target)

    def test_files_that_are_named_exist(self):
        for name in ("README.md", "instructions.md"):
            text = (ROOT / name).read_text(encoding="utf-8")
            for path in re.findall(r"`((?:arch|boot|kernel|guest|vmx|tests|tools)/[\w./-]*\.\w+)`", text):
                self.assertTrue((ROOT / path).exists() or "NAME" in path, path)


if __name__ == "__main__":
    unittest.main()
