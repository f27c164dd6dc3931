"""The reader of the log."""

import pathlib
import re
import unittest

from frontend import logs, session

from .support import ROOT


class Parse(unittest.TestCase):
    """One line into its event and keys."""

    def test_pairs(self):
        self.assertEqual(logs.parse("exit n=0 kind=io value=0x48"), ("exit", {"n": "0", "kind": "io", "value": "0x48"}))

    def test_quoted_values(self):
        line = r'console source=uart text="a \"b\" \\ c=d\x1b" n=1'
        self.assertEqual(logs.parse(line), ("console", {"source": "uart", "text": 'a "b" \\ c=d\x1b', "n": "1"}))

    def test_no_keys(self):
        self.assertEqual(logs.parse("state"), ("state", {}))

    def test_what_is_no_line_of_the_log(self):
        for line in ("", "BdsDxe: loading Boot0001", "exit n", "exit n=0  kind=io", "exit n=0 kind", 'exit text="open'):
            self.assertIsNone(logs.parse(line), line)


class Reader(unittest.TestCase):
    """Bytes from a serial line into lines."""

    def test_drops_what_came_before(self):
        reader = logs.LineReader()
        self.assertEqual(reader.feed(b"\x1b[2JBdsDxe: loading\r\n  vitr"), [])
        self.assertEqual(reader.feed(b"ine version=0.1.0 format=1\nboot lo"), ["vitrine version=0.1.0 format=1"])
        self.assertEqual(reader.feed(b"ader=x\n"), ["boot loader=x"])


class Lines(unittest.TestCase):
    """From bytes to lines."""

    def test_a_character_in_pieces(self):
        reader = logs.LineReader()
        data = "vitrine version=0.1.0 format=1\nscreen row=0 text=\"┌─┐\"\n".encode()
        lines = [line for byte in data for line in reader.feed(bytes([byte]))]
        self.assertEqual(lines[1], 'screen row=0 text="┌─┐"')


class Status(unittest.TestCase):
    """From the result line to the exit status."""

    def test_codes(self):
        for result, status in (({"status": "ok", "code": "0"}, 0), ({"status": "failed", "code": "7"}, 7),
                               ({"status": "failed", "code": "4096"}, 99), ({"status": "failed", "code": "100"}, 99),
                               ({"status": "crash", "code": "100"}, 100), ({"status": "panic"}, 105)):
            self.assertEqual(session.exit_status(result), status)


class Names(unittest.TestCase):
    """The kernel's table of names and instructions.md agree."""

    def setUp(self):
        source = (ROOT / "kernel" / "log" / "log_names.hpp").read_text(encoding="utf-8")
        self.events = re.findall(r'Event \w+\{"([^"]+)"\}', source)
        self.keys = re.findall(r'Key \w+\{\s*"([^"]+)"\}', source)
        text = (ROOT / "instructions.md").read_text(encoding="utf-8")
        self.log = text[text.index("\n## The log"):text.index("\n## Exit statuses")]

    def test_every_event_is_documented(self):
        rows = re.findall(r"^\| `([a-z]+)` \|", self.log[:self.log.index("### Steps")], re.MULTILINE)
        self.assertTrue(self.events)
        self.assertEqual(sorted(rows), sorted(self.events))

    def test_every_key_is_documented(self):
        words = set(re.findall(r"`([a-z0-9-]+)`", self.log[self.log.index("### Keys"):]))
        self.assertGreater(len(self.keys), 100)
        self.assertEqual(sorted(set(self.keys) - words), [])
        values = {"gdtr", "idtr"}
        self.assertEqual(sorted(words - set(self.keys) - values), [])

    def test_every_kind_of_exit_is_documented(self):
        source = (ROOT / "guest" / "events" / "kinds.cpp").read_text(encoding="utf-8")
        kinds = re.findall(r'= row<[^>]*>\(\s*"([a-z-]+)"', source)
        table = self.log[self.log.index("### Exits"):self.log.index("### Keys")]
        self.assertEqual(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE), ["kind", *kinds])

    def test_every_name_is_used(self):
        sources = [path.read_text(encoding="utf-8") for folder in ("boot", "kernel", "guest", "vmx", "svm", "lab", "tools/explain")
                   for path in pathlib.Path(ROOT, folder).rglob("*.?pp") if path.name != "log_names.hpp"]
        text = "\n".join(sources)
        names = re.findall(r"constexpr Key (\w+)\{", (ROOT / "kernel" / "log" / "log_names.hpp").read_text(encoding="utf-8"))
        self.assertEqual([name for name in names if not re.search(rf"\bkey::{name}\b", text)], [])


if __name__ == "__main__":
    unittest.main()
