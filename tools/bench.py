#!/usr/bin/env python3
"""What TLS costs on the emulated Cortex-M7: instructions, heap, stack, flash.

    tools/bench.py

Client and server run in one script, joined by streams in memory, under `-icount shift=0`; instructions are counted inside
wrap_socket, read and write of each end, the streams' own Python included. One instruction is about one cycle of a Cortex-M7.
Prints a table and writes build/bench.json, a list of {"name", "unit", "ours", "upstream", "budget", "goal", "floor"}.
Upstream is MicroPython 1.26.1 with its own ssl on the same machine, measured once.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import harness
import harness.board
import harness.rom
import pki

BOARD = "MPS2_AN500"
SCRIPT = harness.TESTS / "perf_bench" / "handshake.py"

# name: (unit, upstream, budget, goal); a name without a row here has no target.
TARGETS = {
    "client handshake, TLS 1.2, P-256": ("M instructions", 376.0, 4.0, 3.0),
    "server handshake, TLS 1.2, P-256": ("M instructions", 156.0, 2.8, 2.2),
    "client handshake, TLS 1.3, P-256": ("M instructions", None, 4.5, 3.5),
    "server handshake, TLS 1.3, P-256": ("M instructions", None, 3.6, 2.8),
    "client handshake, TLS 1.2, RSA-2048": ("M instructions", 152.0, 6.5, 5.5),
    "server handshake, TLS 1.2, RSA-2048": ("M instructions", 224.0, 60.0, 40.0),
    "heap at rest, each connection, TLS 1.2": ("bytes", 23552, 3584, 3072),
    "heap at rest, each connection, TLS 1.3": ("bytes", None, 5120, 4096),
    "heap at the peak, both ends, TLS 1.2, P-256": ("bytes", None, None, None),
    "heap at the peak, both ends, TLS 1.3, P-256": ("bytes", None, None, None),
    "C stack": ("bytes", 1638, 5120, 3072),
    "write and read, TLS 1.2": ("k instructions a KB", 414.0, None, None),
    "write and read, TLS 1.3": ("k instructions a KB", None, None, None),
    "flash, the library in the firmware": ("bytes", 127912, 163840, 148480),
}


def measure():
    """name -> figure, as the script on the camera prints them: `name = figure`."""
    directory = harness.BUILD / "bench" / "pki"
    pki.make(directory)
    rom = harness.rom.make(directory.with_name("rom.img"), directory)
    with harness.board.make(BOARD, directory, rom) as camera:
        camera.icount = True
        output = camera.run(SCRIPT, 1200).decode()
    figures = re.findall(r"^(.*) = ([\d.]+)$", output, re.MULTILINE)
    if not figures or "Traceback" in output:
        raise harness.Trouble(output)
    return {name: float(figure) for name, figure in figures}


def flash():
    """Bytes of the archive that the linker kept, by its map."""
    text = pathlib.Path(harness.firmware(BOARD)).with_name("firmware.map").read_text()
    kept = text.split("Linker script and memory map", 1)[-1]
    pattern = re.compile(r"^ \.(?:text|rodata|data|ARM\.\w+)\S*\s+0x\w+\s+0x(\w+)\s+\S*libcamtls\.a\(", re.MULTILINE)
    return sum(int(size, 16) for size in pattern.findall(kept))


def main():
    started = time.monotonic()
    try:
        ours = measure()
    except harness.Trouble as trouble:
        sys.exit(f"bench: {trouble}")
    ours["flash, the library in the firmware"] = flash()
    rows = []
    for name, figure in ours.items():
        unit, upstream, budget, goal = TARGETS.get(name, ("M instructions", None, None, None))
        rows.append({"name": name, "unit": unit, "ours": figure, "upstream": upstream, "budget": budget, "goal": goal, "floor": None})
    (harness.BUILD / "bench.json").write_text(json.dumps(rows, indent=1) + "\n")

    print(f"{'':46} {'ours':>10} {'upstream':>10} {'budget':>10} {'goal':>10}  unit")
    over = []
    for row in rows:
        cells = [f"{row[column]:>10,.{1 if 'instr' in row['unit'] else 0}f}" if row[column] is not None else f"{'':>10}"
                 for column in ("ours", "upstream", "budget", "goal")]
        print(f"{row['name']:46} {' '.join(cells)}  {row['unit']}")
        if row["budget"] is not None and row["ours"] > row["budget"]:
            over.append(row["name"])
    for name in over:
        print(f"over its budget: {name}")
    print(f"build/bench.json, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
