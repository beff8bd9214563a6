# A failure after the handshake carries its text from read and from write, and stays what it was.

import pipe, refused

for version in pipe.VERSIONS:
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    c, s, a, b = pipe.connections(ctx)
    print(pipe.handshake(c, s))
    s.write(b"hello")
    a.arrived[-1] ^= 1  # somebody changes a byte on the way
    first = None
    for call in (lambda: c.read(5), lambda: c.read(5), lambda: c.write(b"x"), lambda: c.readline()):
        try:
            print(call())
        except OSError as er:
            first = first or er.args
            print(type(er) is OSError, er.args == first, len(er.args[1]) > 20)
    c.close()
    # The other end is told by an alert, which is explained.
    try:
        print(s.read(1))
    except OSError as er:
        print(refused.describe(er, "bad_record_mac"))
