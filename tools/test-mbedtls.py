#!/usr/bin/env python3
"""Builds the library with other trees of Mbed TLS, and runs the C ABI's tests on it.

    tools/test-mbedtls.py DIRECTORY...          make test-mbedtls MBEDTLS_DIRS="DIRECTORY..."

What a tree's version asks for is one test: 3.6.7 and later patches of 3.6 build silently, earlier ones with one warning that
names the version and what it lacks, all others are refused by name, as is a directory that is no tree. Added to that are, on what was built, the tests of the C ABI on this machine, and
handshakes of a firmware for the emulated Cortex-M7. What is made, and each step's log, is below build/trees. GROUPS in the
environment restricts the C ABI's tests. The last line is `N passed, N failed`.
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
CAMERA = "MPS2_AN500"
CAMERA_TARGET = "thumbv7em-none-eabihf"
CAMERA_TESTS = (
    "extmod/hashlib_cryptolib.py",
    "extmod/ssl_verify_certificate.py",
    "extmod/sslcontext_verify_error.py",
    "extmod/sslsocket_handshake.py",
    "interop/mutual_tls.py",
    "interop/openssl_client_session.py",
    "interop/openssl_client_tls12.py",
    "interop/openssl_client_tls13.py",
    "interop/openssl_server_session.py",
    "interop/openssl_server_tls12.py",
    "interop/openssl_server_tls13.py",
    "interop/refusals.py",
)
LOGS = {"the C ABI": "tests.log", "a camera": "camera.log"}
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


def run(command, environment):
    """(exit code, output) of a command."""
    done = subprocess.run(
        command,
        env=environment,
        cwd=TOP,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout


def make(*arguments, **variables):
    """(exit code, output) of make."""
    command = [os.environ.get("MAKE", "make"), "--no-print-directory", "-C", TOP, *arguments]
    return run(command, {**os.environ, "MAKEFLAGS": "", **variables})


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
    passed, failed = 1, 0
    for name, counts in (("the C ABI", abi(tree, place)), ("a camera", camera(tree, place))):
        print(f"    {name}: {counts[0]} passed, {counts[1]} failed ({place}/{LOGS[name]})", flush=True)
        passed += counts[0]
        failed += counts[1]
    return passed, failed


def counted(code, output, log):
    """(passed, failed) of a step that printed this."""
    log.write_text(output)
    if found := COUNTED.findall(output):
        passed, failed = map(int, found[-1])
        return passed, failed or int(code != 0)
    return 0, 1


def abi(tree, place):
    """The tests of the C ABI, with the archive for this machine."""
    code, output = make(
        "-C",
        TOP / "tests",
        "test",
        f"CAMTLS_LIB={place}/libcamtls.a",
        f"BUILD={place}",
        f"MBEDTLS_DIR={tree}",
        f"FEATURES={FEATURES}",
        f"GROUPS={os.environ.get('GROUPS', '')}",
    )
    return counted(code, output, place / LOGS["the C ABI"])


def camera(tree, place):
    """Handshakes of the emulated Cortex-M7, in whose archive src/crypto stands before much of Mbed TLS."""
    archive, firmware, log = place / "camera/libcamtls.a", place / "camera/firmware.elf", place / LOGS["a camera"]
    archive.parent.mkdir(exist_ok=True)
    firmware.unlink(missing_ok=True)
    code, output = make("lib", f"MBEDTLS_DIR={tree}", f"TARGET={CAMERA_TARGET}", "FEATURES=", CAMTLS_ARCHIVE=str(archive))
    if code:
        return counted(code, output, log)
    jobs = str(os.cpu_count() or 2)
    environment = {**os.environ, "MBEDTLS_DIR": str(tree)}
    code, more = run([TOP / "tools/build-firmware.sh", CAMERA, archive, firmware, jobs], environment)
    if code:
        return counted(code, output + more, log)
    environment[f"FIRMWARE_{CAMERA}"] = str(firmware)
    tests = [TOP / "mpy-tests" / test for test in CAMERA_TESTS]
    code, tested = run([sys.executable, TOP / "tools/run-tests.py", "--board", CAMERA, *tests], environment)
    return counted(code, output + more + tested, log)


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
