"""The rows of the table: what they are called, in what unit, and what they are measured against.

A row of the script (mpy-tests/perf_bench/tls_cost.py) is matched by the beginning of its name. The figures of a budget and a
goal are in the row's own unit.
"""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Kind:
    """How rows with this beginning are shown."""

    unit: str
    divisor: float
    how: str  # through Python, or native


PYTHON, NATIVE = "through Python", "native"
M = Kind("M instructions", 1e6, PYTHON)
K = Kind("k instructions", 1e3, PYTHON)
K_NATIVE = Kind("k instructions", 1e3, NATIVE)
BYTES = Kind("bytes", 1, PYTHON)
COUNT = Kind("calls", 1, PYTHON)

KINDS = (
    (r"(resumed )?(client|server) handshake", M),
    (r"longest stall", M),
    (r"60 KB frame", M),
    (r"(client|server) wrap_socket", K),
    (r"(write|read|write and read) a KB", K),
    (r"(client|server)'s writes|allocations|blocks taken", COUNT),
    (r"heap|largest block|C stack", BYTES),
    (r"", K_NATIVE),
)

# name: (budget, goal), in the row's unit.
TARGETS = {
    "client handshake, TLS 1.2, P-256": (4.0, 3.0),
    "server handshake, TLS 1.2, P-256": (2.8, 2.2),
    "client handshake, TLS 1.3, P-256": (4.5, 3.5),
    "server handshake, TLS 1.3, P-256": (3.6, 2.8),
    "resumed client handshake, TLS 1.2, P-256": (0.6, 0.45),
    "client handshake, TLS 1.2, RSA-4096, P-384, P-256": (45.0, 12.0),
    "client handshake, TLS 1.2, RSA-2048": (6.5, 5.5),
    "server handshake, TLS 1.2, RSA-2048": (60.0, 40.0),
    "write and read a KB, TLS 1.2, AES-128-GCM, pieces of 4096": (230, 180),
    "write and read a KB, TLS 1.2, ChaCha20-Poly1305, pieces of 4096": (110, 75),
    "heap at rest, each, TLS 1.2, one connection": (3584, 3072),
    "heap at rest, each, TLS 1.3, one connection": (5120, 4096),
    "heap at rest, each, TLS 1.2, eight connections": (3584, 3072),
    "heap at rest, each, TLS 1.3, eight connections": (5120, 4096),
    "heap at the peak, one end, TLS 1.2, P-256": (15360, 12288),
    "heap at the peak, one end, TLS 1.3, P-256": (15360, 12288),
    "largest block, TLS 1.2, one connection": (4710, 4710),
    "largest block, TLS 1.3, one connection": (4710, 4710),
    "largest block, TLS 1.2, eight connections": (4710, 4710),
    "largest block, TLS 1.3, eight connections": (4710, 4710),
    "C stack, TLS 1.2, P-256": (5120, 3072),
    "C stack, TLS 1.3, P-256": (5120, 3072),
    "flash, TLS 1.2, all of policy and texts": (131072, 117760),
    "flash, TLS 1.2 and 1.3": (163840, 148480),
}

# Goals that proved out of reach: why, and what is left where everything that was tried is in.
FLOORS = {
    "flash, TLS 1.2 and 1.3": "in KB: Mbed TLS's protocol 36, its numbers, hashes and keys 22; P-256 in assembly 8; policy, texts, connections, the ABI and "
    "the other primitives in Rust and assembly 95; MicroPython's modules and names 12; twenty of GCC's options change 0.2 % at most, clang adds, "
    "GCC's optimisation of all of Mbed TLS at once takes 3 and is not in the build",
    "flash, TLS 1.2, all of policy and texts": "as with TLS 1.3, less the 20 KB of it",
}


def kind_of(name):
    return next(kind for pattern, kind in KINDS if re.match(pattern, name))


def row(name, ours, upstream, suites=None):
    """One row of bench.json from what the firmwares printed; `suites` is what ours and upstream agreed on."""
    kind = kind_of(name)
    budget, goal = TARGETS.get(name, (None, None))
    suite = ""
    if suites:
        ours_suite, upstream_suite = suites
        suite = f", {ours_suite or upstream_suite}"
        if ours_suite and upstream_suite and ours_suite != upstream_suite:
            suite += f" (upstream {upstream_suite})"

    def scaled(figure):
        return None if figure is None else round(figure / kind.divisor, 3)

    return {
        "name": f"{name}{suite}, {kind.how}", "unit": kind.unit, "ours": scaled(ours), "upstream": scaled(upstream), "budget": budget,
        "goal": goal, "floor": FLOORS.get(name),
    }


def flash_row(name, ours, upstream=None):
    budget, goal = TARGETS.get(name, (None, None))
    return {"name": name, "unit": "bytes", "ours": ours, "upstream": upstream, "budget": budget, "goal": goal, "floor": FLOORS.get(name)}
