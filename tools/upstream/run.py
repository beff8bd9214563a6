#!/usr/bin/env python3
"""Runs MicroPython's own tests on our firmware, with MicroPython's own runners.

    tools/upstream/run.py [--suite SUITE]... [TEST...]

Suites: `unix` (tests/extmod), `multi` (tests/multi_net, two instances over loopback), `net` (tests/net_hosted and net_inet, servers
of this machine in place of the internet's) and `MPS2_AN500` (tests/extmod on the emulated Cortex-M7). The tests run from a
copy, where ports are free ones.

Each test that differs is listed in expected.txt with its reasons. A reason is an allowance: the test is run again with it
(reasons.py), and must then pass. A test that differs without being listed fails, and so does a listed one that passes as it is.
A test without TLS that measures time has two more tries, for a machine that is busy with something else, and a word says so.
The last line is `N passed, N failed`.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import harness
import harness.peers
import reasons
import servers

MICROPYTHON = pathlib.Path(os.environ.get("MICROPYTHON_DIR") or harness.BUILD / "src" / "micropython").resolve()
TESTS = MICROPYTHON / "tests"
FOLDERS = {"unix": ["extmod"], "multi": ["multi_net"], "net": ["net_hosted", "net_inet"], "MPS2_AN500": ["extmod"]}
PATH = f".frozen:{HERE / 'lib'}:{MICROPYTHON / 'extmod'}"


class Suite:
    """One suite in a directory of its own."""

    def __init__(self, name, work):
        self.name, self.work = name, work / name
        self.folders = FOLDERS[name]
        self.servers = servers.Servers(self.work, [TESTS / test for test in self.tests()]) if name == "net" else None
        self.environment = {
            **os.environ, "MICROPY_MICROPYTHON": str(harness.firmware("unix")), "MICROPYPATH": PATH, "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.command = [sys.executable, TESTS / "run-tests.py", "--keep-path"]
        if name == "multi":
            self.command = [sys.executable, TESTS / "run-multitests.py"]
        elif name != "unix" and name != "net":
            rom = self.work / "rom.img"
            shutil.copytree(HERE / "lib", self.work / "rom" / "lib")
            subprocess.run([sys.executable, harness.TOP / "port/qemu/make-rom.py", self.work / "rom", rom], check=True)
            camera = f"{harness.TOP}/port/qemu/run.sh --pty --rom {rom} {harness.firmware(name)}"
            self.command += ["-t", "execpty:" + camera]
        elif name == "net":
            self.environment.update(self.servers.environment)
            self.command += ["-j", "1"]  # their ports are chosen before they run

    def tests(self):
        return [f"{folder}/{path.name}" for folder in self.folders for path in sorted((TESTS / folder).glob("*.py"))]

    def copy(self, turn):
        """The suite's files, with what every run changes in them."""
        directory = self.work / turn
        for folder in self.folders:
            shutil.copytree(TESTS / folder, directory / folder, ignore=lambda *_: ["__pycache__"])
            for path in (directory / folder).glob("*.py"):
                if self.servers:
                    self.servers.localise(path)
                elif self.name == "multi":
                    path.write_text(re.sub(r"^PORT = \d+", f"PORT = {harness.peers.free_port()}", path.read_text(), flags=re.M))
        return directory

    def run(self, turn, names, edit=None):
        """{name: (status, printed, expected)}; `edit` changes a test's source first."""
        directory = self.copy(turn)
        for name in names:
            if edit:
                path = directory / name
                path.write_text(edit(name, path.read_text(), path))
        results = self.work / (turn + ".results")
        results.mkdir()
        # The names are seen by the tests of other modules in the folder: none may hide a built-in one.
        command = [*map(str, self.command), "-r", str(results), *(str(directory / name) for name in names)]
        done = subprocess.run(command, cwd=TESTS, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=1200)
        (self.work / (turn + ".log")).write_text(done.stdout + done.stderr)
        report = results / "_results.json"
        if not report.exists():
            raise SystemExit(f"{self.name}: the runner ended early:\n{(done.stdout + done.stderr)[-2000:]}")
        printed = multi_outputs(done.stdout) if self.name == "multi" else {}
        answers = {}
        for path, status, _ in json.loads(report.read_text())["results"]:
            name = str(pathlib.Path(path).relative_to(directory))
            outputs = printed.get(path)
            if not outputs:
                stem = path.replace("..", "_").replace("./", "").replace("/", "_")
                found = [next(iter(results.glob(f"*{pathlib.Path(path).name}{end}")), None) for end in (".out", ".exp")]
                outputs = [file.read_text(errors="replace") if file else "" for file in found]
            answers[name] = (status, *outputs)
        return answers


def multi_outputs(log):
    """What run-multitests.py tells of the tests that failed: {path: (printed, expected)}."""
    pattern = r"^(\S+) on \S+: FAIL\n### TEST ###\n(.*?)### TRUTH ###\n(.*?)### DIFF ###"
    return {path: (printed, truth) for path, printed, truth in re.findall(pattern, log, re.M | re.S)}


def listed(suite):
    """{test: [reason]} of one suite."""
    entries = {}
    for line in (HERE / "expected.txt").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line:
            where, test, *words = line.split()
            if where == suite:
                entries[test] = words
    return entries


class Count:
    passed = failed = 0

    def note(self, suite, test, passed, told=""):
        self.passed += passed
        self.failed += not passed
        print(f"{'pass' if passed else 'FAIL'}  {suite:10} {test}{'  (' + told + ')' if told else ''}", flush=True)


def tell(printed, expected):
    lines = [f"      printed   {line}" for line in printed.splitlines()[-12:]]
    print("\n".join(lines + [f"      expected  {line}" for line in expected.splitlines()[-12:]]), flush=True)


def measures_time(test):
    source = (TESTS / test).read_text()
    return re.search(r"\b(sleep|ticks)(_ms|_us)?\(", source) and not re.search(r"\b(ssl|tls)\b", source)


def run_suite(name, work, wanted, count):
    suite = Suite(name, work)
    expected = listed(name)
    tests = [test for test in suite.tests() if not wanted or test in wanted]
    # What this machine cannot do, or no camera, is not run at all.
    left_out = [test for test in tests if expected.get(test) == ["out"]]
    for test in left_out:
        print(f"out   {name:10} {test}", flush=True)
    answers = suite.run("as-they-are", [test for test in tests if test not in left_out])
    again, late = [], []
    for test, (status, printed, truth) in answers.items():
        words = expected.get(test, [])
        if status == "skip":
            if words == ["skip"]:
                print(f"skip  {name:10} {test}")
            elif words:
                again.append(test)
            else:
                count.note(name, test, False, "skipped without being listed")
        elif status == "pass":
            count.note(name, test, not words, "listed, but no longer differs" if words else "")
        elif words and words != ["skip"]:
            again.append(test)
        elif measures_time(test):
            late.append(test)
        else:
            count.note(name, test, False, "differs without being listed")
            tell(printed, truth)
    for turn in ("second", "third"):
        answers = suite.run(turn + "-try", late) if late else {}
        for test, (status, printed, truth) in answers.items():
            if status == "pass" or turn == "third":
                late.remove(test)
                count.note(name, test, status == "pass", f"measures time: {turn} try")
                if status != "pass":
                    tell(printed, truth)
    if again:
        answers = suite.run("with-reasons", again, lambda test, source, path: reasons.edit(expected[test], source, path))
        for test, (status, printed, truth) in answers.items():
            words = expected[test]
            passed = status == "pass" or (status == "fail" and reasons.alike(words, printed, truth))
            count.note(name, test, passed, "differs: " + ", ".join(reasons.REASONS[word] for word in words))
            if not passed:
                tell(printed, truth)
    for test in sorted(set(expected) - set(suite.tests())):
        count.note(name, test, False, "listed, but there is no such test")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", action="append", choices=list(FOLDERS), help="only this suite (may be given again)")
    parser.add_argument("tests", nargs="*", help="only these, as extmod/ssl_basic.py")
    arguments = parser.parse_args()
    count = Count()
    harness.BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=harness.BUILD, prefix="upstream-") as work:
        for name in arguments.suite or FOLDERS:
            run_suite(name, pathlib.Path(work), arguments.tests, count)
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
