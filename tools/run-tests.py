#!/usr/bin/env python3
"""Runs mpy-tests on the unix firmware and on the emulated cameras.

    tools/run-tests.py [--write-exp] [--soak] [--board BOARD]... [FILE...]

A test is a MicroPython script beside an .exp file with the output that it must have; a test that prints SKIP is skipped. Tests of
mpy-tests/repl are dialogues with the REPL: Python files of this machine with a function `run(board)`. Those of mpy-tests/errors
provoke every failure of the catalogue; each that is missing there, and in those of mpy-tests/operations, fails. Those of
mpy-tests/operations run where they are named: `make test-operations`. A page of documentation (.md) has dialogues, which are typed at the
REPL of the unix firmware.
The last line is `N passed, N failed`; what a failed test printed is kept in build/mpy-tests.
"""

import argparse
import difflib
import importlib.util
import pathlib
import re
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import forge
import harness
import harness.board
import harness.dialogues
import harness.rom
import harness.service
import pki

# Seconds that a test may take. An emulated handshake is a hundred times slower than a real one.
LIMITS = {"unix": 60, "MPS2_AN500": 300, "MPS3_AN547": 300}
# How the modules begin a line of theirs on the console.
CONSOLE = "ssl: "
# The Cortex-M55 runs the same code: a smoke test is enough for what differs.
SMOKE = ("extmod/ssl_constants.py", "extmod/sslsocket_handshake.py", "extmod/sslcontext_load_buffers.py", "extmod/hashlib_cryptolib.py",
         "interop/openssl_server_tls12.py", "interop/openssl_server_tls13.py")

# What needs sockets and threads, which the unix port alone has.
SOCKETS = ("unix", "peers")


def tests_of(board, files):
    if files:
        return [path for path in files if board == "unix" or path.parent.name not in SOCKETS and path.suffix != ".md"]
    if board == "MPS3_AN547":
        return [harness.TESTS / name for name in SMOKE]
    folders = ["extmod", "errors", "interop", "repl"] + (list(SOCKETS) if board == "unix" else [])
    return [path for folder in folders for path in sorted((harness.TESTS / folder).glob("*.py"))]


def soaks(path):
    """Whether a test does more in `make soak`."""
    return path.parent.name != "lib" and re.search(r"combos\.(loop|many)\(|peer\.soaks\(", path.read_text())


def run_script(board, path, limit, write_exp=False):
    """(passed, what to tell)."""
    output = board.run(path, limit).decode(errors="replace")
    if output.strip() == "SKIP" or output.strip().startswith("SKIP:"):
        return None, output.strip().partition(":")[2]
    expectation = path.with_name(path.name + ".exp")
    expected = expectation.read_text() if expectation.exists() or not write_exp else ""
    if not expected.startswith(CONSOLE) and "\n" + CONSOLE not in expected:
        # Warnings on the console are no part of what a test prints, unless the test is about them.
        output = "".join(line for line in output.splitlines(True) if not line.startswith(CONSOLE))
    if write_exp:
        expectation.write_text(output)
        expected = output
    if output == expected:
        return True, ""
    difference = difflib.unified_diff(expected.splitlines(), output.splitlines(), "expected", "printed", lineterm="")
    return False, "\n".join(difference)


def run_dialogue(board, path, limit):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    board.stop()
    try:
        told = module.run(board)
    finally:
        board.stop()
    if told.startswith("SKIP"):
        return None, told.partition(":")[2]
    return told == "", told


class Results:
    """Counts for all boards, printed a line a test."""

    def __init__(self):
        self.lock = threading.Lock()
        self.passed = self.failed = self.skipped = 0

    def note(self, board, path, passed, told, seconds):
        name = f"{path.parent.name}/{path.name}"
        with self.lock:
            if passed is None:
                self.skipped += 1
                print(f"skip  {board:10} {name}{' (' + told.strip() + ')' if told.strip() else ''}", flush=True)
                return
            self.passed += passed
            self.failed += not passed
            print(f"{'pass' if passed else 'FAIL'}  {board:10} {name}  {seconds:.1f} s", flush=True)
            if not passed:
                log = harness.BUILD / "mpy-tests" / f"{board}-{path.parent.name}-{path.stem}.log"
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text(told + "\n")
                print("\n".join("      " + line for line in told.splitlines()[:30]), flush=True)


def unprovoked():
    """Rows of the catalogue that no test provokes, and no reason is given why: names."""
    folder = harness.TESTS / "errors"
    expectations = [*folder.glob("*.exp"), *(harness.TESTS / "operations").glob("*.exp")]
    provoked = {line for path in expectations for line in path.read_text().splitlines()}
    excused = {line.partition(":")[0] for line in (folder / "unprovoked.txt").read_text().splitlines()}
    rows = re.findall(r'= 0x8\w+ "(ERR_\w+)"', (harness.TOP / "src" / "policy" / "error.rs").read_text())
    return [row for row in rows if row not in provoked | excused]


def run_page(board, page, results, directory):
    """The dialogues of a page, a test for each section."""
    started = time.monotonic()
    for title, differences in harness.dialogues.run(board, page, directory):
        place = page.with_name(f"{page.name}: {title}")
        results.note(board.name, place, not differences, "\n".join(differences), time.monotonic() - started)
        started = time.monotonic()


def run_board(name, files, results, directory, rom, write_exp):
    try:
        board = harness.board.make(name, directory, rom)
    except harness.Trouble as trouble:
        results.note(name, harness.TESTS / "firmware" / name, False, str(trouble), 0)
        return
    with board:
        for path in tests_of(name, files):
            if path.suffix == ".md":
                run_page(board, path, results, directory)
                continue
            started = time.monotonic()
            try:
                if path.parent.name == "repl":
                    passed, told = run_dialogue(board, path, LIMITS[name])
                else:
                    passed, told = run_script(board, path, LIMITS[name], write_exp)
            except (harness.Trouble, OSError) as trouble:
                board.stop()
                passed, told = False, str(trouble)
            results.note(name, path, passed, told, time.monotonic() - started)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", action="append", choices=harness.BOARDS, help="only this board (may be given again)")
    parser.add_argument("--write-exp", action="store_true", help="keep what a test prints as what it must print")
    parser.add_argument("--soak", action="store_true", help="500 connections in each loop, a megabyte each way, and the time that they take")
    parser.add_argument("files", nargs="*", type=lambda name: pathlib.Path(name).resolve())
    arguments = parser.parse_args()
    boards = arguments.board or harness.BOARDS

    if arguments.soak:
        harness.service.Service.soak = True
        LIMITS.update({name: 3600 for name in LIMITS})
        arguments.files = arguments.files or [path for path in sorted(harness.TESTS.glob("*/*.py")) if soaks(path)]

    harness.BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=harness.BUILD, prefix="mpy-tests-") as work:
        return run_all(boards, arguments.files, pathlib.Path(work), arguments.write_exp)


def run_all(boards, files, work, write_exp):
    directory = work / "pki"
    pki.make(directory)
    # A while to make: only where it is used.
    if not files or any("provoke" in path.read_text() for path in files):
        forge.make(directory / "forged")
    rom = harness.rom.make(work / "rom.img", directory)
    results = Results()
    if not files:
        missing = unprovoked()
        results.note("all", harness.TESTS / "errors" / "unprovoked.txt", not missing, "\n".join(missing), 0)
    threads = [
        threading.Thread(target=run_board, args=(name, files, results, directory, rom, write_exp)) for name in boards
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if results.skipped:
        print(f"{results.skipped} skipped")
    print(f"{results.passed} passed, {results.failed} failed")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
