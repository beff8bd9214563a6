# A verify_callback may collect garbage, and gets EBUSY when it uses its own connection; its close is done when it returns.

import gc, pipe
from micropython import const

_EBUSY = const(16)

for what in ("read", "write", "cipher", "gc", "close"):
    holder = []
    seen = []

    def callback(der, depth):
        try:
            if what == "read":
                holder[0].read(1)
            elif what == "write":
                holder[0].write(b"x")
            elif what == "cipher":
                holder[0].cipher()
            elif what == "close":
                holder[0].close()
            else:
                gc.collect()
            seen.append("returned")
        except OSError as er:
            seen.append("EBUSY" if er.errno == _EBUSY else er)
        return 0

    ctx = pipe.client_context()
    ctx.verify_callback = callback
    c, s, wire, _ = pipe.connections(ctx)
    holder.append(c)
    try:
        done = pipe.handshake(c, s)
    except OSError as er:
        done = type(er) is OSError
    print(what, done, len(seen) > 0 and (seen[0] if what in ("read", "write") else "no crash"))
    c.close()
    print(wire.closed)
