#!/usr/bin/env python3
"""Runs make targets one after the other and sums what they counted.

    tools/steps.py [--limit SECONDS] STEP...

STEP is `tests:TARGET`, a target whose output counts tests, or `one:TARGET`, a target that is itself one test (a check,
a build). Each step prints `== step TARGET …`; the last line is `N passed, N failed`.

What counts in the output of a `tests:` step:
    test result: ok. 12 passed; 0 failed; …                      each such line of cargo test is added
    total agree=60 false_accept=0 false_reject=0 skipped=0       limbo's summary: agreements passed; deviations failed,
                                                                 unless limbo ends with 0: then all of them are declared
    34 passed, 0 failed                                          our own runners: the last such line
A line that starts with SKIP is repeated before the summary. A step that fails without counting a failure, that counts
nothing, or that exceeds its time counts as one failure. A failed step does not keep the later ones from running.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
import time

CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed;")
LIMBO = re.compile(r"^total agree=(\d+) false_accept=(\d+) false_reject=(\d+)")
OWN = re.compile(r"^(\d+) passed, (\d+) failed$")


def count(lines, code):
    """(passed, failed) of the output lines of a step that ended with `code`."""
    passed = failed = 0
    own = None
    for line in lines:
        if match := CARGO.match(line):
            passed += int(match[1])
            failed += int(match[2])
        elif match := LIMBO.match(line):
            passed += int(match[1])
            failed += int(match[2]) + int(match[3]) if code else 0
        elif match := OWN.match(line):
            own = int(match[1]), int(match[2])
    if own:
        passed += own[0]
        failed += own[1]
    return passed, failed


def run(target, limit):
    """Runs `make TARGET`, shows its output as it comes, and returns (exit code, output lines)."""
    # Variables of the command line travel in MAKEFLAGS; the parent's job server does not reach through Python.
    flags = re.sub(r"(^| )(-j\d*|--jobserver-\S+)(?= |$)", " ", os.environ.get("MAKEFLAGS", ""))
    environment = {**os.environ, "MAKEFLAGS": flags}
    process = subprocess.Popen(
        [os.environ.get("MAKE", "make"), "--no-print-directory", target],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
        text=True,
        errors="replace",
    )

    def stop():
        print(f"the step took more than {limit} s and was stopped", flush=True)
        os.killpg(process.pid, signal.SIGTERM)
        time.sleep(2)
        os.killpg(process.pid, signal.SIGKILL)

    alarm = threading.Timer(limit, stop)
    alarm.daemon = True
    alarm.start()
    lines = []
    try:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line.rstrip())
        return process.wait(), lines
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGTERM)
        raise
    finally:
        alarm.cancel()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=float, default=2400, help="seconds a step may take")
    parser.add_argument("steps", nargs="+")
    arguments = parser.parse_args()

    total_passed = total_failed = 0
    notes = []
    for step in arguments.steps:
        kind, _, target = step.partition(":")
        print(f"== step {target} …", flush=True)
        started = time.monotonic()
        code, lines = run(target, arguments.limit)
        passed, failed = (int(code == 0), int(code != 0)) if kind == "one" else count(lines, code)
        reason = ""
        if code != 0 and failed == 0:
            failed, reason = 1, f" (it ended with code {code})"
        elif passed + failed == 0:
            failed, reason = 1, " (it counted no test)"
        total_passed += passed
        total_failed += failed
        notes += [f"{target}: {line}" for line in lines if line.startswith("SKIP")]
        if failed:
            notes.append(f"{target}: {failed} failed{reason}")
        print(f"== step {target}: {passed} passed, {failed} failed in {time.monotonic() - started:.0f} s{reason}", flush=True)

    print()
    for note in notes:
        print(note)
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed else 0


if __name__ == "__main__":
    sys.exit(main())
