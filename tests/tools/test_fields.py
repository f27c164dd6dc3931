"""The VMCS field table has every field of vmx/fields.hpp."""

import re
import unittest

from .support import ROOT


class Fields(unittest.TestCase):
    """Two lists, one of names and one of order, hold together."""

    def test_the_table_has_every_field(self):
        names = re.findall(r"inline constexpr Field\w+<\w+>\s+(\w+)\{", (ROOT / "vmx/fields.hpp").read_text(encoding="utf-8"))
        table = re.search(r"= table\((.*?)\);", (ROOT / "vmx/field_table.cpp").read_text(encoding="utf-8"), re.DOTALL).group(1)
        self.assertGreater(len(names), 150)
        self.assertEqual(re.findall(r"\w+", table), names)
