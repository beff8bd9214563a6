# The part of unittest that MicroPython's own tests use: it is no module of MicroPython's, but of micropython-lib.

import sys


class SkipTest(Exception):
    pass


# What `with self.assertRaises(...)` gives: the exception is kept for the test.
class _Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError(repr(self.expected) + " was not raised")
        self.exception = value
        return issubclass(kind, self.expected)


class TestCase:
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def fail(self, text=""):
        raise AssertionError(text)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def assertEqual(self, a, b, text=None):
        if not a == b:
            raise AssertionError(text or repr(a) + " is not " + repr(b))

    def assertTrue(self, a, text=None):
        if not a:
            raise AssertionError(text or repr(a) + " is not true")

    def assertFalse(self, a, text=None):
        self.assertTrue(not a, text)

    def assertIn(self, a, b):
        self.assertTrue(a in b, repr(a) + " is not in " + repr(b))

    def assertIsInstance(self, a, kind):
        self.assertTrue(isinstance(a, kind), repr(a) + " is no " + repr(kind))

    def assertIsNone(self, a):
        self.assertTrue(a is None, repr(a) + " is not None")

    def assertRaises(self, expected, call=None, *args, **kwargs):
        raises = _Raises(expected)
        if call is None:
            return raises
        with raises:
            call(*args, **kwargs)


def skip(reason):
    def replace(test):
        def skipped(self):
            raise SkipTest(reason)

        return skipped

    return replace


def skipIf(condition, reason):
    return skip(reason) if condition else lambda test: test


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


# Runs one test; gives "ok", "skipped", "FAIL" or "ERROR".
def _run(case, name):
    answer = "ok"
    try:
        case.setUp()
        getattr(case, name)()
    except SkipTest:
        answer = "skipped"
    except Exception as er:
        answer = "FAIL" if isinstance(er, AssertionError) else "ERROR"
        sys.print_exception(er)
    case.tearDown()
    return answer


# Runs the test cases of a module; prints the summary that run-tests.py looks for.
def main(module="__main__"):
    tests = __import__(module)
    answers = []
    for kind in [getattr(tests, name) for name in dir(tests)]:
        if not (isinstance(kind, type) and issubclass(kind, TestCase) and kind is not TestCase):
            continue
        kind.setUpClass()
        case = kind()
        for name in [name for name in dir(case) if name.startswith("test")]:
            answers.append(_run(case, name))
            print(name, "(" + kind.__name__ + ") ...", answers[-1])
        kind.tearDownClass()
    failures, errors, skipped = (answers.count(answer) for answer in ("FAIL", "ERROR", "skipped"))
    print("-" * 70)
    print("Ran", len(answers), "tests\n")
    if failures or errors:
        print("FAILED (failures=%d, errors=%d)" % (failures, errors))
    else:
        print("OK" + (" (skipped=%d)" % skipped if skipped else ""))
