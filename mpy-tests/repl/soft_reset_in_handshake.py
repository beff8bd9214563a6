"""Ctrl-D in mid-handshake, fifty times at fifty places, then a connection: nothing of an earlier life is left in the way."""

TIMES = 50

# Objects of the main module live until the reset.
PREPARE = """\
import pipe
connections = []
for place in range({first}, {first} + {count}):
    c, s, a, b = pipe.connections()
    for _ in range(place % 12):
        pipe.byte(c, s, 1)
    connections.append((c, s, a, b))
"""


def run(board):
    if board.name == "unix":
        return "SKIP: the unix program ends at Ctrl-D"
    board.boot()
    for turn in range(TIMES):
        board.set_clock()
        # At times one connection, at times several, each at another step.
        printed = board.execute(PREPARE.format(first=turn, count=1 + turn % 3).encode(), 120)
        if printed:
            return f"before reset {turn}: {printed.decode(errors='replace')}"
        board.soft_reset()
    board.set_clock()
    printed = board.execute(b"import gc, pipe\nc, s, a, b = pipe.connections()\nprint(pipe.handshake(c, s))\n", 120)
    return "" if printed == b"True\n" else f"after {TIMES} resets: {printed.decode(errors='replace')}"
