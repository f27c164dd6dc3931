"""`./vitrine test` itself: its jobs, their order, its last lines, and the document of a long run."""

import pathlib
import tempfile
import unittest

from frontend import outcomes, results, suites, testing
from frontend.status import Failure

from .test_outcomes import failed


class Order(unittest.TestCase):
    """Which job begins when."""

    def test_the_longest_first(self):
        modules = {path.stem for path in suites.TOOLS.glob("test_*.py")}
        self.assertEqual(set(suites.LONG_MODULES) - modules, set())
        labels = [job.suite for job in testing._jobs(testing.PARTS, None)]  # pylint: disable=protected-access
        self.assertEqual(labels[:2 + len(suites.LONG_MODULES)], ["unit (building)", *["tools"] * len(suites.LONG_MODULES), suites.WORLD_SUITES[0].label])
        self.assertEqual(labels.count("tools"), len(modules))
        long = [job.suite for job in testing._jobs(testing.PARTS, None, True)]  # pylint: disable=protected-access
        self.assertEqual(long.count("tools"), len(modules) + len(list(suites.TOOLS.glob("long_*.py"))))
        self.assertGreater(long.count("tools"), len(modules))


class Long(unittest.TestCase):
    """`./vitrine test --long`."""

    def test_has_all_that_each_run_has_and_more(self):
        def labels(long):
            return [job.suite for job in testing._jobs(testing.PARTS, None, long)]  # pylint: disable=protected-access
        short, long = labels(False), labels(True)
        self.assertEqual(set(short) - set(long), set())
        self.assertGreaterEqual(len(long), len(short) + 8)
        # A suite's outcomes are counted by its label.
        lit = [suite.label for suite in suites.boot_suites(testing.PARTS, True)]
        self.assertEqual(len(lit), len(set(lit)))
        self.assertEqual({suite.machine for suite in suites.boot_suites(["world"], True)}, set(suites.MACHINES))

    def test_writes_what_it_came_to(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "test-results.md")
            results.write(path, ["time: 1 s"], ["FAILED: a: why", "3 unsupported", "2 passed, 1 failed"])
            text = path.read_text(encoding="utf-8")
            self.assertRegex(text, r"(?m)^\d{4}-\d\d-\d\d.*:$")
            self.assertIn("\ntime: 1 s\nFAILED: a: why\n3 unsupported\n2 passed, 1 failed\n", text)
            with self.assertRaisesRegex(Failure, "cannot write .*no/such"):
                results.write(path / "no" / "such", [], [])


class Jobs(unittest.TestCase):
    """Suites beside one another, and the last lines."""

    class Quiet:
        """No progress."""

        def clear(self):
            """Nothing."""

        step = print

    def perform(self, *runs):
        """Outcomes of jobs."""
        return [outcome for one in testing.perform([testing.Job(f"s{number}", run) for number, run in enumerate(runs)], self.Quiet(), 2)
                for outcome in one.found]

    def test_a_job_that_stumbles_is_a_failure(self):
        def fails():
            raise Failure(1, "words")

        def breaks():
            raise KeyError("x")

        found = failed(self.perform(fails, breaks, lambda: ([outcomes.Outcome("a", outcomes.PASSED)], "")))
        self.assertEqual(found["s0: the suite"], "words")
        self.assertIn("KeyError", found["s1: the suite"])

    def test_summary(self):
        one, two = outcomes.Outcome("a", outcomes.PASSED), outcomes.Outcome("b", outcomes.UNSUPPORTED)
        self.assertEqual(testing.summary([one, two]), (["UNSUPPORTED: b", "1 unsupported", "1 passed, 0 failed"], 0))
        self.assertEqual(testing.summary([one, outcomes.failure("c", "why")]), (["FAILED: c: why", "0 unsupported", "1 passed, 1 failed"], 1))
        long = "[ RUN ] A.a\n/x/y/a_test.cpp:5: Failure\nExpected equality of these values:\n  1\n[  FAILED  ] A.a\n"
        self.assertEqual(testing.summary([outcomes.failure("d", long)])[0][0], "FAILED: d: a_test.cpp:5: Failure: Expected equality of these values:")
        self.assertEqual(testing.summary([two])[1], 1)
        self.assertEqual(testing.summary([]), (["no test matches", "0 unsupported", "0 passed, 0 failed"], 1))


if __name__ == "__main__":
    unittest.main()
