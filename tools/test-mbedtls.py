#!/usr/bin/env python3
"""Builds the library with other trees of Mbed TLS, and runs the C ABI's tests on it.

    tools/test-mbedtls.py DIRECTORY...          make test-mbedtls MBEDTLS_DIRS="DIRECTORY..."

What a tree's version asks for is one test: 3.6.7 and later patches of 3.6 build silently, earlier ones with one warning that
names the version and what it lacks, all others are refused by name, as is a directory that is no tree. The tests of the C ABI on
what was built are added to that. The archives are written below build/trees, with each tree's log. The last line is
`N passed, N failed`.
"""

import os
import pathlib
import platform
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
TARGET = f"{platform.machine()}-unknown-linux-gnu"
FEATURES = "dtls"
GOOD_PATCH = 7
COUNTED = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


def version_of(tree):
    """(major, minor, patch) as the tree's headers say, or None."""
    for name in ("build_info.h", "version.h"):
        header = tree / "include/mbedtls" / name
        if header.is_file():
            text = header.read_text(errors="replace")
            parts = [
                re.search(rf"^#define MBEDTLS_VERSION_{part}\s+(\d+)", text, re.MULTILINE)
                for part in ("MAJOR", "MINOR", "PATCH")
            ]
            if all(parts):
                return tuple(int(part[1]) for part in parts)
    return None


def make(*arguments, **variables):
    """(exit code, output) of make."""
    done = subprocess.run(
        [os.environ.get("MAKE", "make"), "--no-print-directory", "-C", TOP, *arguments],
        env={**os.environ, "MAKEFLAGS": "", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout


def objection(tree, version, code, output):
    """Why this is not how `make lib` ends for such a tree, or None."""
    warnings = [line for line in output.splitlines() if line.startswith("warning:")]
    if version is None:
        named = f"in {tree}: " in output and "set MBEDTLS_DIR to a" in output
        return None if code and named else "what is no tree must be refused with how to get one"
    name = "Mbed TLS " + ".".join(map(str, version))
    if version[:2] != (3, 6):
        named = f"{name} in {tree} is not supported: camtls needs 3.6" in output
        return None if code and named else f"{name} must be refused by its name"
    if code:
        return f"{name} must be built"
    if version[2] >= GOOD_PATCH:
        return f"{name} must be built silently" if warnings else None
    ours = [line for line in warnings if f"{name} lacks what came with 3.6." in line]
    return None if ours and warnings == ours and len(ours) == 1 else f"{name} must be built with one warning"


def try_tree(tree, place):
    """(passed, failed) of one tree."""
    version = version_of(tree)
    place.mkdir(parents=True, exist_ok=True)
    archive = place / "libcamtls.a"
    archive.unlink(missing_ok=True)
    code, output = make("lib", f"MBEDTLS_DIR={tree}", f"FEATURES={FEATURES}", CAMTLS_ARCHIVE=str(archive))
    (place / "lib.log").write_text(output)
    for line in output.splitlines():
        if line.startswith(("warning:", "error:", "sources:")) or line.startswith("  error: "):
            print("   ", line.strip(), flush=True)
    if why := objection(tree, version, code, output):
        print(f"FAIL {tree}: {why} ({place}/lib.log)")
        return 0, 1
    if code:
        return 1, 0
    code, output = make(
        "-C",
        TOP / "tests",
        "test",
        f"CAMTLS_LIB={archive}",
        f"BUILD={place}",
        f"MBEDTLS_DIR={tree}",
        f"FEATURES={FEATURES}",
        f"GROUPS={os.environ.get('GROUPS', '')}",
    )
    (place / "tests.log").write_text(output)
    counted = COUNTED.findall(output)
    if not counted:
        print(f"FAIL {tree}: the tests of the C ABI ended with code {code} ({place}/tests.log)")
        return 1, 1
    passed, failed = map(int, counted[-1])
    print(f"    the C ABI: {passed} passed, {failed} failed ({place}/tests.log)", flush=True)
    return 1 + passed, failed or int(code != 0)


def main():
    trees = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    if not trees:
        sys.exit('test-mbedtls: name the trees: make test-mbedtls MBEDTLS_DIRS="/path/to/mbedtls-3.6.2 …"')
    total_passed = total_failed = 0
    for number, tree in enumerate(trees, 1):
        version = version_of(tree)
        print(f"== {tree} ({'.'.join(map(str, version)) if version else 'no Mbed TLS'})", flush=True)
        name = f"{number}-{'.'.join(map(str, version)) if version else 'none'}"
        passed, failed = try_tree(tree, TOP / "build/trees" / name)
        total_passed += passed
        total_failed += failed
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed else 0


if __name__ == "__main__":
    sys.exit(main())
