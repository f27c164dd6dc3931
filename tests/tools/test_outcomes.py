"""The tests' own machinery: broken trees of tests and broken reports must be failures, by name."""

import json
import os
import unittest

from frontend import features, outcomes, suites, testing, tools

from .support import Folder

CONFIGURATION = """import lit.formats
config.name = "broken"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".asm", ".test"]
config.available_features.add("known")
"""
MACHINE = "bochs:corei7_skylake_x"


def failed(found):
    """{name: why} of what failed."""
    return {outcome.name: outcome.why for outcome in found if outcome.status == outcomes.FAILED}


class Lit(Folder):
    """Runs of lit over a small tree."""

    def lit(self, pattern=None, configuration=CONFIGURATION, **tests):
        """The outcomes of a tree with these tests."""
        self.write("lit.cfg.py", configuration)
        for name, text in tests.items():
            self.write(f"{name}.test", text)
        return suites.lit(suites.Lit("boot (x)", self.folder, MACHINE), pattern)[0]

    def test_good_ones(self):
        found = self.lit(one="RUN: true\n", two="REQUIRES: unknown\nRUN: false\n")
        self.assertEqual([(outcome.name, outcome.status) for outcome in found],
                         [("boot (x): one.test", "passed"), ("boot (x): two.test", "unsupported")])

    def test_failures_have_names(self):
        found = self.lit(one="RUN: false\n", two="RUN: true\n", three="no line\n", four="XFAIL: *\nRUN: true\n", five="XFAIL: *\nRUN: false\n")
        self.assertEqual({name: why.partition(":")[0] for name, why in failed(found).items()},
                         {"boot (x): one.test": "FAIL", "boot (x): three.test": "UNRESOLVED", "boot (x): four.test": "XPASS", "boot (x): five.test": "XFAIL"})

    def test_failures_say_why(self):
        found = self.lit(one="RUN: false\n", two="RUN: sh -c 'echo x; echo vitrine: error: no result after 60 seconds >&2; exit 3'\n", three="no line\n",
                         four=f"RUN: echo b | {tools.FILECHECK.path()} %s\nCHECK: a\n")
        self.assertEqual({name: why for name, why in failed(found).items() if "four" not in name}, {
            "boot (x): one.test": "FAIL: error: command failed with exit status: 1",
            "boot (x): two.test": "FAIL: vitrine: error: no result after 60 seconds",
            "boot (x): three.test": "UNRESOLVED: Test has no 'RUN:' line"})
        self.assertRegex(failed(found)["boot (x): four.test"], r"^FAIL: four\.test:2:8: error: CHECK: expected string not found in input: CHECK: a$")

    def test_a_file_that_lit_does_not_take_for_a_test(self):
        found = self.lit(configuration=CONFIGURATION + "config.excludes = ['two.test']\n", one="RUN: true\n", two="RUN: true\n")
        self.assertEqual(failed(found), {"boot (x): two.test": "never ran: it is in no report"})

    def test_a_run_that_breaks_off_after_a_failure(self):
        found = self.lit(configuration=CONFIGURATION + "lit_config.maxFailures = 1\n", one="RUN: false\n", two="RUN: true\n")
        self.assertIn("boot (x): one.test", failed(found))
        # lit itself, which reads its configuration; its workers need not be its children: Python 3.14 has a server for them.
        knows_itself = CONFIGURATION + "import os\nconfig.environment['LIT_ITSELF'] = str(os.getpid())\n"
        found = self.lit(configuration=knows_itself, one="RUN: false\n", two="RUN: sh -c 'kill -9 $LIT_ITSELF'\n")
        self.assertEqual(failed(found), {"boot (x): lit": "ended with -9 without a whole report"})

    def test_a_configuration_that_can_not_be_read(self):
        self.assertIn("boot (x): lit", failed(self.lit(configuration="frobnicate\n", one="RUN: true\n")))

    def test_an_empty_tree(self):
        self.assertIn("boot (x): lit", failed(self.lit()))

    def test_the_environment_leaves_nothing_out(self):
        os.environ["LIT_FILTER_OUT"] = "one"
        self.addCleanup(os.environ.pop, "LIT_FILTER_OUT")
        self.assertEqual(failed(self.lit(one="RUN: false\n")), {"boot (x): one.test": "FAIL: error: command failed with exit status: 1"})

    def test_a_filter(self):
        self.assertEqual(self.lit("nothing", one="RUN: true\n"), [])
        found = self.lit("one", one="RUN: true\n", one_more="RUN: true\n", two="RUN: false\n")
        self.assertEqual([outcome.name for outcome in found], ["boot (x): one.test", "boot (x): one_more.test"])


class Reports(unittest.TestCase):
    """Reports as they may come."""

    def of_lit(self, tests, code, expected=("a", "b")):
        """Failures of a report of lit's."""
        return failed(outcomes.of_lit("s", expected, json.dumps({"tests": [{"name": f"x :: {name}", "code": kind} for name, kind in tests]}), code))

    def test_lit(self):
        self.assertEqual(self.of_lit([("a", "PASS"), ("b", "PASS")], 0), {})
        self.assertEqual(self.of_lit([("a", "FAIL"), ("b", "PASS")], 1), {"s: a": "FAIL"})
        self.assertEqual(list(self.of_lit([("a", "PASS"), ("b", "PASS")], 1)), ["s: lit"])
        # Broken off after a failure: the failure doesn't explain the exit status, nor what is missing.
        self.assertEqual(list(self.of_lit([("a", "FAIL")], 2)), ["s: a", "s: lit", "s: b"])
        self.assertEqual(list(self.of_lit([("a", "FAIL")], 1)), ["s: a", "s: b"])
        self.assertEqual(list(self.of_lit([("a", "FAIL"), ("b", "PASS")], 0)), ["s: a", "s: lit"])
        self.assertEqual(list(self.of_lit([("a", "PASS"), ("b", "PASS"), ("c", "PASS")], 0)), ["s: c"])
        self.assertEqual(list(self.of_lit([("a", "PASS"), ("a", "PASS"), ("b", "PASS")], 0)), ["s: a", "s: lit"])

    def test_no_report(self):
        for text in (None, "", "{", '{"tests": [', "{}", "[]", "null"):
            self.assertEqual(list(failed(outcomes.of_lit("s", ["a"], text, 0))), ["s: lit"], text)
        for text in (None, "", "<testsuite>", "<testsuite><testcase name='a' "):
            self.assertEqual(list(failed(outcomes.of_ctest("s", ["a"], text, 0))), ["s: ctest"], text)
        for text in (None, "", "{", "{}"):
            self.assertEqual(list(failed(outcomes.of_unittest("s", text, 0))), ["s: run.py"], text)

    def of_ctest(self, cases, code, expected=("A.a", "fuzz.b")):
        """Failures of a report of CTest's."""
        text = "".join(f'<testcase name="{name}" status="{status}" time="1.5"/>' for name, status in cases)
        return failed(outcomes.of_ctest("s", expected, f"<testsuite>{text}</testsuite>", code))

    def test_ctest(self):
        good = [("A.a", "run"), ("fuzz.b", "run")]
        self.assertEqual(self.of_ctest(good, 0), {})
        self.assertEqual(self.of_ctest([("P/A.a/0", "run"), ("P/A.a/x=1", "run"), ("fuzz.b", "run")], 0), {})
        self.assertEqual(list(self.of_ctest(good, 8)), ["s: ctest"])
        self.assertEqual(list(self.of_ctest([("A.a", "fail"), ("fuzz.b", "run")], 8)), ["s: A.a"])
        self.assertEqual(list(self.of_ctest([("A.a", "disabled"), ("fuzz.b", "notrun")], 8)), ["s: A.a", "s: fuzz.b"])
        # A crash of the runner after a failure; a program that lists no tests.
        self.assertEqual(list(self.of_ctest([("A.a", "fail")], -11)), ["s: A.a", "s: ctest", "s: fuzz.b"])
        self.assertEqual(list(self.of_ctest([("fuzz.b", "run")], 0)), ["s: A.a"])


class Unittest(Folder):
    """Runs of tests/tools/run.py over a broken module."""

    def outcomes(self, body, pattern=None):
        """What the front end makes of a module with this class body or text."""
        self.write("test_broken.py", "import os\nimport unittest\n\n\nclass Broken(unittest.TestCase):\n" + body)
        return suites.unittests("test_broken", pattern, self.folder)[0]

    def test_a_failed_subtest_has_a_name(self):
        found = failed(self.outcomes("""
    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)
"""))
        self.assertEqual(found, {"tools: test_broken.Broken.test_parts (number=1)": "AssertionError: 1 == 1"})

    def test_each_way_to_fail(self):
        found = failed(self.outcomes("""
    def test_a_fails(self): self.fail()
    def test_b_raises(self): raise KeyError
    @unittest.skip("no reason")
    def test_c_is_skipped(self): pass
    @unittest.expectedFailure
    def test_d_succeeds(self): pass
    @unittest.expectedFailure
    def test_e_fails(self): self.fail()
    def test_f_passes(self): pass
"""))
        self.assertEqual([name[-1:] + name.split(".test_")[1][0] for name in found], ["sa", "sb", "dc", "sd", "se"])

    def test_a_run_that_breaks_off(self):
        found = self.outcomes("""
    def test_a(self): self.fail()
    def test_b(self): os._exit(0)
    def test_c(self): pass
""")
        self.assertEqual(failed(found), {"tools: test_broken.Broken.test_a": "AssertionError: None", "tools: test_broken.Broken.test_b": "never ran",
                                         "tools: test_broken.Broken.test_c": "never ran",
                                         "tools: run.py": "ended with 0, and by its report it should be 1"})

    def test_what_is_no_test(self):
        self.assertTrue(failed(self.outcomes("    pass\n")))
        self.assertTrue(failed(self.outcomes("    frobnicate\n")))
        self.assertTrue(failed(self.outcomes("    @classmethod\n    def setUpClass(cls): raise KeyError\n    def test_a(self): pass\n")))

    def test_one_that_nothing_runs(self):
        found = failed(self.outcomes("""
    def test_a(self): pass
    def test_a(self): pass

class Forgotten:
    def test_b(self): self.frobnicate()

class Broken(unittest.TestCase):
    def test_c(self): pass

def test_d(): pass
"""))
        self.assertEqual(found, {"tools: Broken.test_a": "never ran: it is in no report", "tools: Forgotten.test_b": "never ran: it is in no report",
                                 "tools: test_broken": "Broken.test_a is there twice: the first one never runs"})

    def test_every_module_is_run(self):
        """A module whose name isn't test_… or long_… would be looked at by nobody."""
        self.assertEqual({path.name for path in suites.TOOLS.glob("*.py") if not path.name.startswith(("test_", "long_"))},
                         {"__init__.py", "run.py", "support.py"})

    def test_a_filter(self):
        self.assertEqual(self.outcomes("    def test_a(self): pass\n", "nothing"), [])


class Ctest(Folder):
    """Runs of ctest over a broken tree."""

    def outcomes(self, text, names=("A.a",)):
        """What comes of a CTestTestfile.cmake."""
        self.write("CTestTestfile.cmake", text)
        return suites.ctest("unit", names, (), None, self.folder)[0]

    def test_good_and_bad(self):
        self.assertEqual(failed(self.outcomes('add_test(A.a "true")\n')), {})
        self.assertEqual(list(failed(self.outcomes('add_test(A.a "false")\n'))), ["unit: A.a"])

    def test_a_program_that_is_not_there(self):
        self.assertIn("unit: A.a", failed(self.outcomes('add_test(A.a "/no/such/program")\n')))

    def test_no_tests(self):
        self.assertTrue(failed(self.outcomes("")))
        self.assertTrue(failed(self.outcomes("frobnicate()\n")))
        self.assertIn("unit: A.b", failed(self.outcomes('add_test(A.a "true")\n', ("A.a", "A.b"))))

    def test_the_names_are_read_off_the_sources(self):
        source = self.write("a.cpp", "TEST(A, a)\n{\n}\nTEST_F(B,\n       b)\n// TEST(C, c)\nTEST_P(D, d)\n")
        self.assertEqual(suites.unit_names([source]), {"A.a", "B.b", "D.d"})


class Unsupported(unittest.TestCase):
    """What may be unsupported."""

    PLANNED = {("a", "m"), ("a", "n"), ("b", "m"), ("b", "n")}

    def judge(self, allowed, *places):
        """Failures of what ran at these (test, machine, status)."""
        return failed(outcomes.of_unsupported("boot", allowed, [outcomes.Place(*place) for place in places], self.PLANNED))

    def test_as_it_should_be(self):
        self.assertEqual(self.judge({("a", "m"): "why"}, ("a", "m", "unsupported"), ("a", "n", "passed"), ("b", "m", "passed")), {})

    def test_one_that_is_not_on_the_list(self):
        self.assertEqual(list(self.judge({}, ("a", "m", "unsupported"), ("a", "n", "passed"))), ["boot: a on m"])

    def test_one_on_the_list_that_ran(self):
        for status in ("passed", "failed"):
            self.assertEqual(list(self.judge({("a", "m"): "why"}, ("a", "m", status))), ["boot: a on m"])

    def test_one_on_the_list_that_is_not_there(self):
        self.assertEqual(list(self.judge({("c", "m"): "why", ("a", "o"): "why"})), ["boot: a on o", "boot: c on m"])

    def test_a_test_that_ran_on_no_machine(self):
        found = self.judge({("a", "m"): "why", ("a", "n"): "why"}, ("a", "m", "unsupported"), ("a", "n", "unsupported"), ("b", "n", "passed"))
        self.assertEqual(found, {"boot: a": "ran on no machine"})
        # With --filter not all of its machines were asked for.
        places = [outcomes.Place("a", machine, "unsupported") for machine in ("m", "n")]
        allowed = {("a", "m"): "why", ("a", "n"): "why"}
        self.assertEqual(failed(outcomes.of_unsupported("boot", allowed, places[:1], self.PLANNED, whole=False)), {})
        self.assertEqual(list(failed(outcomes.of_unsupported("boot", allowed, places, self.PLANNED, whole=False))), ["boot: a"])

    def test_the_list(self):
        allowed, wrong = outcomes.read_allowed("# words\n\na m,n some reason\nb m\na n again\n")
        self.assertEqual(allowed, {("a", "m"): "some reason", ("a", "n"): "again"})
        self.assertEqual([line.split(":")[0] for line in wrong], ["line 4", "line 5"])

    def test_the_list_by_version(self):
        text = "a q:m@10.0,n why\nb q:m@9.2 so\n"
        for version, machines in (((7, 2), {("a", "n")}), ((9, 2), {("a", "n"), ("b", "q:m")}), ((10, 0), {("a", "q:m"), ("a", "n"), ("b", "q:m")}),
                                  (None, {("a", "n")})):
            allowed, wrong = outcomes.read_allowed(text, {"q": version}.get)
            self.assertEqual((set(allowed), wrong), (machines, []), version)
        self.assertEqual(outcomes.read_allowed("a q:m@new why\n"), ({}, ["line 1: 'new' is no version MAJOR.MINOR"]))

    def test_words_by_version(self):
        reads, init = {"qemu-without-cr3-cr8-reads"}, {"bochs-forgets-init-at-exit"}
        for emulator, version, words in (("qemu", (7, 2), set()), ("qemu", (10, 0), reads), ("qemu", (11, 1), reads), ("bochs", (2, 7), set()),
                                         ("bochs", (2, 8), set()), ("bochs", (3, 0), init), ("bochs", (10, 0), init), ("qemu", None, set())):
            self.assertEqual(features.of_version(emulator, version), words, (emulator, version))
        self.assertLessEqual(reads | init, features.known({"bochs:ryzen"}))

    def test_a_list_that_is_not_followed_fails_the_whole_run(self):
        """As `./vitrine test` does it, with what the suites gave as if every test had been left out."""
        done = [testing.Done(suite.label, [outcomes.Outcome(f"{suite.label}: {test}", outcomes.UNSUPPORTED) for test in suite.tests()], "", 0)
                for suite in suites.WORLD_SUITES]
        lost = failed(testing._lost(done, ["world"]))  # pylint: disable=protected-access
        self.assertEqual(lost["boot: world/a20.asm"], "ran on no machine")
        self.assertIn("boot: world/a20.asm on qemu:EPYC", lost)
        self.assertNotIn("boot: world/vm86.asm on bochs:ryzen", lost)


class Words(unittest.TestCase):
    """What boot tests say of themselves."""

    def test_conditions(self):
        def judge(text):
            return list(failed(outcomes.of_words("boot", {"a": text}, {"svm", "on-qemu"})))
        for good in ("; REQUIRES: svm\n; UNSUPPORTED: on-qemu, svm\n; RUN: true\n", "; REQUIRES: (svm && !on-qemu) || svm\n", "; it requires: words\n"):
            self.assertEqual(judge(good), [], good)
        for bad in ("; REQUIRES: swm\n", "; UNSUPPORTED: svm, qemu-on\n", "; XFAIL: every\n", "; REQUIRE: svm\n", "UNSUPORTED: svm\n", "; RUNS: true\n"):
            self.assertEqual(judge(bad), ["boot: a"], bad)

    def test_checks(self):
        def judge(text):
            return list(failed(outcomes.of_checks("boot", {"a": text})))
        self.assertEqual(judge("; RUN: true | %check %s --check-prefix=ONE\n;CHECK:a\n;CHECK-NEXT:b\n;ONE-NOT:c\n;ONE-COUNT-3:x\n"), [])
        for bad in (";CHEK:a\n", ";CHECK-NXT:a\n", ";TWO:a\n", ";ONE-NEXTS:a\n", ";CHECK_NEXT:a\n"):
            self.assertEqual(judge("; RUN: true | %check %s --check-prefix=ONE\n" + bad), ["boot: a"], bad)

    def test_the_tests_that_are_there(self):
        machines = {suite.machine for suite in (*suites.BOOT_SUITES, *suites.WORLD_SUITES)}
        planned = {(suite.path(test), suite.machine) for suite in (*suites.BOOT_SUITES, *suites.WORLD_SUITES) for test in suite.tests()}
        self.assertGreater(len(planned), 400)
        self.assertEqual(failed(suites.conditions(machines, planned)), {})
        self.assertEqual(list(failed(suites.conditions(machines, {pair for pair in planned if pair[0] != "hello.asm"}))), ["boot: hello.asm"])


if __name__ == "__main__":
    unittest.main()
