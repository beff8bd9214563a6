#!/usr/bin/env python3
"""What TLS costs on the emulated Cortex-M7, ours beside MicroPython's own ssl: instructions, heap, stack, flash.

    tools/bench/run.py [--quick]

`make bench` calls it once the sources are there. It builds the firmwares below build/bench, runs one script on both under
`-icount shift=0`, prints one table, writes build/bench.json (a list of {"name", "unit", "ours", "upstream", "budget", "goal",
"floor"}) and build/bench.svg, the chart. It says which budget each row misses, and that is all: it never fails on a figure.
--quick leaves out the flash, for which the library is built with other features.

Client and server run in one script, joined by streams in memory; instructions are counted inside wrap_socket, read and write.
One instruction is about one cycle of a Cortex-M7.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import chart
import harness
import harness.board
import harness.rom
import pki
import rows

BOARD = "MPS2_AN500"
TARGET = "thumbv7em-none-eabihf"
SCRIPT = harness.TESTS / "perf_bench" / "tls_cost.py"
HERE = pathlib.Path(__file__).resolve().parent
FOLDER = harness.BUILD / "bench"
PARTS = ("handshakes", "records", "memory", "peaks", "primitives")


def make_firmware(name, *settings):
    """Builds a firmware with a make line of port/qemu's own; its path."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "BOARD", "TARGET")}
    command = ["make", "-C", harness.TOP / "port" / "qemu", f"-j{os.cpu_count()}", f"BOARD={BOARD}", f"BUILD={folder}", *settings]
    done = subprocess.run(list(map(str, command)), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    folder.with_suffix(".log").write_text(done.stdout)
    if done.returncode:
        raise harness.Trouble(f"the firmware {name} was not made:\n{done.stdout[-3000:]}")
    print(f"bench: firmware {name}", flush=True)
    return folder / "firmware.elf"


def make_archive(name, features):
    """The library with these features alone; its path."""
    archive = FOLDER / name / "libcamtls.a"
    environment = dict(os.environ, CAMTLS_DEFAULT_FEATURES="0", CAMTLS_ARCHIVE=str(archive))
    command = [harness.TOP / "tools" / "build-lib.sh", TARGET, features]
    done = subprocess.run(list(map(str, command)), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise harness.Trouble(f"the archive {name} was not made:\n{done.stdout[-3000:]}")
    return archive


def measure(firmware, directory, rom):
    """What the script prints, part by part, each on a camera that was just powered on: ({row: figure}, {chain: suite})."""
    os.environ[f"FIRMWARE_{BOARD}"] = str(firmware)
    figures, suites = {}, {}
    for part in PARTS:
        script = FOLDER / "part.py"
        script.write_text(SCRIPT.read_text() + f"\nrun({part!r})\n")
        with harness.board.make(BOARD, directory, rom) as camera:
            camera.icount = True
            output = camera.run(script, 1800).decode()
        found = re.findall(r"^(.*) = (-?\d+)$", output, re.MULTILINE)
        if not found or "Traceback" in output:
            raise harness.Trouble(output)
        figures.update((name, int(figure)) for name, figure in found)
        suites.update(re.findall(r"^(TLS 1\.\d, .*): (\w+)$", output, re.MULTILINE))
    return figures, suites


def size(firmware):
    """Bytes of flash: .text and .data."""
    line = subprocess.run(["arm-none-eabi-size", firmware], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[1]
    text, data = line.split()[:2]
    return int(text) + int(data)


def flash(bare, ours, upstream):
    """Rows of what ssl adds to a firmware, and what each feature of ours does to that. Budgets are for what upstream's does, policy
    and texts: without the feature operations, which a board leaves out by CAMTLS_OPERATIONS=0."""
    without = size(bare)
    tls, tls12 = size(firmware_with("tls", "tls13,error-text")), size(firmware_with("tls12", "error-text"))
    table = [rows.flash_row("flash, TLS 1.2 and 1.3", tls - without),
             rows.flash_row("flash, TLS 1.2, all of policy and texts", tls12 - without, size(upstream) - without),
             rows.flash_row("flash, of it the feature tls13", tls - tls12)]
    for feature, features, sign in (("error-text", "tls13", 1), ("strict", "tls13,error-text,strict", -1)):
        table.append(rows.flash_row(f"flash, the feature {feature}", sign * (tls - size(firmware_with(feature, features)))))
    table.append(rows.flash_row("flash, the feature operations", size(ours) - tls))
    table.append(rows.flash_row("flash, the firmware of make firmware", size(ours) - without))
    return table


def firmware_with(name, features):
    # The objects are the same for all of them, only the library is another.
    return make_firmware("camtls-feature", f"CAMTLS_LIB={make_archive(name, features)}", "CAMTLS_OPERATIONS=0")


def parts():
    """Rows of `make size`: the library's flash by part."""
    subprocess.run(["make", "link-check"], cwd=harness.TOP, stdout=subprocess.DEVNULL)
    done = subprocess.run([harness.TOP / "tools" / "link-check" / "size", "--parts"], stdout=subprocess.PIPE, text=True)
    found = re.findall(r"^(\S.*?) {2,}(\d+) +\d+$", done.stdout, re.MULTILINE)
    return [rows.flash_row(f"flash, part: {name}", int(figure)) for name, figure in found]


def suites_of(name, ours, upstream):
    """The suites of a row that does not name one: those of its version and chain."""
    match = re.search(r"(TLS 1\.\d), ((?:P|RSA)-.*)$", name)
    if match:
        chain = f"{match[1]}, {match[2]}"
    elif re.match(r"heap|largest|allocations|blocks", name) and (version := re.search(r"TLS 1\.\d", name)):
        chain = f"{version[0]}, P-256"
    else:
        return None
    return ours.get(chain), upstream.get(chain)


def show(table):
    width = max(len(row["name"]) for row in table)
    print(f"{'':{width}} {'ours':>11} {'upstream':>11} {'ratio':>7} {'budget':>9} {'goal':>9}  unit")
    for row in table:
        digits = 2 if row["unit"] == "M instructions" else 1 if "instr" in row["unit"] else 0
        cells = [f"{row[column]:,.{digits}f}" if row[column] is not None else "" for column in ("ours", "upstream", "budget", "goal")]
        ratio = f"{row['upstream'] / row['ours']:,.1f}" if row["ours"] and row["upstream"] else ""
        print(f"{row['name']:{width}} {cells[0]:>11} {cells[1]:>11} {ratio:>7} {cells[2]:>9} {cells[3]:>9}  {row['unit']}")
    for row in table:
        if row["ours"] is None:
            continue
        floor = f" (floor: {row['floor']})" if row["floor"] else ""
        if row["budget"] is not None and row["ours"] > row["budget"]:
            print(f"over its budget of {row['budget']:,}: {row['name']}: {row['ours']:,}{floor}")
        elif row["goal"] is not None and row["ours"] > row["goal"]:
            print(f"within its budget, goal {row['goal']:,} missed: {row['name']}: {row['ours']:,}{floor}")


def main():
    started = time.monotonic()
    try:
        library = harness.BUILD / TARGET / "libcamtls.a"
        measured, upstream_parts = HERE / "bench.mk", HERE / "upstream.mk"
        firmware, quick = harness.firmware(BOARD), "--quick" in sys.argv
        ours_measured = make_firmware("camtls-measured", f"CAMTLS_LIB={library}", f"FRAGMENTS={measured}")
        upstream_measured = make_firmware("upstream-measured", "CAMTLS=0", f"FRAGMENTS={upstream_parts} {measured}")
        directory = FOLDER / "pki"
        made = pki.make(directory)
        pki.public(made)
        made.finish()
        rom = harness.rom.make(FOLDER / "rom.img", directory)
        ours, our_suites = measure(ours_measured, directory, rom)
        upstream, upstream_suites = measure(upstream_measured, directory, rom)
        table = [rows.row(name, ours.get(name), upstream.get(name), suites_of(name, our_suites, upstream_suites))
                 for name in dict.fromkeys([*ours, *upstream])]
        if not quick:
            # Nothing of ssl, so none of its modules written in Python either.
            plain = "CAMTLS=0", "CAMTLS_OPERATIONS=0"
            bare, upstream_plain = make_firmware("bare", *plain), make_firmware("upstream", *plain, f"FRAGMENTS={upstream_parts}")
            table += flash(bare, firmware, upstream_plain) + parts()
    except harness.Trouble as trouble:
        sys.exit(f"bench: {trouble}")
    (harness.BUILD / "bench.json").write_text(json.dumps(table, indent=1) + "\n")
    (harness.BUILD / "bench.svg").write_text(chart.draw(table))
    show(table)
    print(f"build/bench.json, build/bench.svg, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
