"""What the documents say is true: their commands run here, and print what they show.

A `console` block is a list of `$ command` lines, each with its output; a line `...` stands for any lines. A comment before a
block tells more:  file: NAME  the block is a file for later commands;  test: status=N  the last command's exit status;
test: skip  not run here;  test: log  numbers of bytes of memory may differ.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from .support import ROOT

BLOCK = re.compile(r"(?:^ *<!-- (?P<note>[^\n]*) -->\n)?^(?P<indent> *)```(?P<kind>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
SLOW = ("./vitrine lint", "ctest", "cmake")


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


def matches(expected, actual):
    """Whether the lines are the expected ones, `...` standing for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r" *\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in actual)) is not None


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
                elif block["kind"] == "console" and note != "test: skip":
                    count += self.run_block(place, block["body"], note)
        return count

    def run_block(self, place, body, note):
        """One block."""
        ran = 0
        for command, expected in commands(body):
            if command.startswith(SLOW):
                continue
            done = subprocess.run(command, shell=True, cwd=place, check=False, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300, env={**os.environ, "VITRINE_EMULATOR": "bochs"})
            status = re.search(r"test: status=(\d+)", note)
            self.assertEqual(done.returncode, int(status[1]) if status else 0, command)
            if expected:
                actual = done.stdout.splitlines()
                if note == "test: log":
                    expected, actual = ([re.sub(r"(total|free)=\d+", r"\1=…", line) for line in lines] for lines in (expected, actual))
                self.assertTrue(matches(expected, actual), f"{command} printed:\n{done.stdout}")
            ran += 1
        return ran

    def test_readme(self):
        self.assertGreaterEqual(self.run_document("README.md"), 2)

    def test_instructions(self):
        self.assertGreaterEqual(self.run_document("instructions.md"), 4)

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
