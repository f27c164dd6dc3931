"""Bare systems of other Debian suites, and what differs from one version of an emulator to the next."""

import pathlib
import unittest
from unittest import mock

from ..entry import deviations
from ..systems import debian


class Suites(unittest.TestCase):
    """What tests/systems/run takes from this computer, and how it judges the two commands in a system that it made."""

    def test_mirror(self):
        rows = ["Debian|oldstable-security|main|http://a.example/debian-security/", "Else|stable|main|http://b.example/",
                "Debian|stable|contrib|http://c.example/", "Debian|stable|main|http://d.example/debian/", "Debian|sid|main|http://e.example/"]
        self.assertEqual(debian.mirror("\n".join(rows)), "http://d.example/debian")
        self.assertIsNone(debian.mirror("\n".join(rows[:3])))
        self.assertIsNone(debian.mirror(""))

    def test_settings(self):
        kept = ['Acquire::Check-Valid-Until "false";', 'Acquire::http::Proxy "http://p.example:3128/";', 'Acquire::https::q.example::Verify-Peer "false";']
        dump = ["Acquire \"\";", *kept, 'Acquire::http::Proxy "";', 'Acquire::Languages "none";', 'DPkg::Post-Invoke:: "Acquire::Retries";']
        self.assertEqual(debian.settings("\n".join(dump)), kept)

    def test_run_is_right_with_its_result_at_the_end_alone(self):
        good = "vitrine version=0.1.0 format=1\nend guest=hello status=ok code=0 exits=3\nresult status=ok code=0 exits=3\n"
        self.assertEqual(debian.judge_run(0, good), (True, "result status=ok code=0 exits=3; exit status 0"))
        for code, output in ((1, good), ("none: cut off", good), (0, ""), (0, good + "vitrine: error: x\n"), (0, good + good),
                             (0, good.replace("exits=3", "exits=0")), (0, good.replace("result status=ok", "result status=crash"))):
            self.assertFalse(debian.judge_run(code, output)[0], (code, output))

    def test_test_is_right_with_counts_at_the_end_alone(self):
        good = "UNSUPPORTED: a\n1 unsupported\n1630 passed, 0 failed\n"
        self.assertEqual(debian.judge_test(0, good), (True, "1630 passed, 0 failed, 1 unsupported; exit status 0"))
        for code, output in ((1, good), ("none: cut off", good), (0, ""), (0, good + "x\n"), (0, good.replace("0 failed", "2 failed")),
                             (0, good.replace("1630 passed", "0 passed")), (0, "1630 passed, 0 failed\n")):
            self.assertFalse(debian.judge_test(code, output)[0], (code, output))

    def test_summary(self):
        right, wrong = debian.Result("run", True, "fine", 61.2), debian.Result("test", False, "1 failed", 9, "FAILED: x")
        self.assertEqual(debian.summary("sid", [right]), (["sid: ./vitrine run: right: fine (61 s)"], True))
        self.assertEqual(debian.summary("sid", [right, wrong]), (
            ["sid: the end of ./vitrine test:", "FAILED: x", "sid: ./vitrine run: right: fine (61 s)", "sid: ./vitrine test: WRONG: 1 failed (9 s)"], False))
        self.assertFalse(debian.summary("sid", [])[1])

    def test_nothing_is_removed_through_a_mount(self):
        mounts = "22 1 0:20 / / rw - ext4 a rw\n23 22 0:21 / /tmp/a\\040b/proc rw - proc proc rw\n24 22 0:22 / /tmp/ab rw - tmpfs t rw\n"
        self.assertEqual(debian.mounted_below(pathlib.Path("/tmp/a b"), mounts), ["/tmp/a b/proc"])
        self.assertEqual(debian.mounted_below(pathlib.Path("/tmp/a"), mounts), [])

    def test_no_suite_and_no_root(self):
        with mock.patch.object(debian, "_check"), self.assertRaisesRegex(debian.NotHere, "is no suite's name"):
            debian.examine("--foreign")
        with mock.patch.object(debian.os, "geteuid", return_value=1000), self.assertRaisesRegex(debian.NotHere, "as root"):
            debian.examine("sid")


class Deviations(unittest.TestCase):
    """Which of an emulator's deviations hold for a version."""

    def test_in_force(self):
        def one(name, **versions):
            return deviations.Deviation(deviations.BOCHS, name, "7", "accept", "", **versions)
        known = [one("always"), one("gone", until=(3, 1)), one("new", since=(3, 0)), one("both", since=(2, 8), until=(3, 0)),
                 deviations.Deviation(deviations.QEMU, "other", "7", "accept", "")]
        for version, names in (((2, 7), ["always", "gone"]), ((2, 8), ["always", "gone", "both"]), ((3, 0), ["always", "gone", "new"]),
                               ((3, 1), ["always", "new"]), ((3, 10), ["always", "new"])):
            self.assertEqual([each.inject for each in deviations.in_force(known, deviations.BOCHS, version)], names, version)
        self.assertEqual(deviations.versions(known[3]), "Bochs from 2.8, not 3.0")
        self.assertEqual(deviations.versions(known[0]), "Bochs 2.7")


if __name__ == "__main__":
    unittest.main()
