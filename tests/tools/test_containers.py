"""The Containerfile and the dev container say what is there. Building them takes a registry or a root file system, and minutes: README.md,
"In a container", says on what that was done."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from frontend import packages

from .support import ROOT, Folder, vitrine


def instructions():
    """[(instruction, its words)] of the Containerfile, continued lines joined."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(words[0], words[1:]) for words in map(str.split, text.splitlines()) if words and words[0] != "#"]


class Containerfile(Folder):
    """What it copies, asks for and starts."""

    def test_only_known_instructions(self):
        self.assertLessEqual({name for name, _ in instructions()}, {"ARG", "FROM", "RUN", "COPY", "USER", "WORKDIR", "ENTRYPOINT", "CMD"})

    def test_commands_are_the_front_ends(self):
        default = next(" ".join(words) for name, words in instructions() if name == "ARG" and words[0].startswith("COMMANDS="))
        commands = default.partition("=")[2].strip('"').split()
        self.assertIn("run", commands)
        self.assertLessEqual(set(commands), set(packages.COMMANDS))

    def test_packages_from_what_is_copied_before(self):
        """The front end, alone as it is copied, lists the packages."""
        for name, words in instructions():
            if name != "COPY":
                continue
            *sources, target = [word for word in words if not word.startswith("--")]
            if sources == ["."]:
                break
            for source in sources:
                there = self.folder / pathlib.Path(target).relative_to("/opt/vitrine")
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, there, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    there.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, there)
        done = subprocess.run([sys.executable, self.folder / "vitrine", "packages", "run", "test"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, vitrine("packages", "run", "test").stdout), done.stderr)
        self.assertIn("nasm\n", done.stdout)

    def test_ordinary_user_and_entry_point(self):
        found = dict(instructions())
        self.assertEqual(found["USER"], ["vitrine"])
        self.assertEqual(json.loads(" ".join(found["ENTRYPOINT"])), ["/opt/vitrine/vitrine"])
        self.assertEqual(json.loads(" ".join(found["CMD"])), ["run"])
        self.assertEqual(found["WORKDIR"], ["/guest"])

    def test_dev_container(self):
        path = ROOT / ".devcontainer" / "devcontainer.json"
        build = json.loads(path.read_text(encoding="utf-8"))["build"]
        self.assertEqual((path.parent / build["dockerfile"]).resolve(), ROOT / "Containerfile")
        self.assertEqual((path.parent / build["context"]).resolve(), ROOT)
        stages = [words[2] for name, words in instructions() if name == "FROM"]
        self.assertIn(build["target"], stages)
        arguments = {words[0].partition("=")[0] for name, words in instructions() if name == "ARG"}
        self.assertLessEqual(set(build["args"]), arguments)
        self.assertTrue(any(name == "RUN" and re.search(r"useradd .*\bvitrine\b", " ".join(words)) for name, words in instructions()))

    def test_what_stays_out(self):
        lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        self.assertLessEqual({".git", "build"}, set(lines))


if __name__ == "__main__":
    unittest.main()
