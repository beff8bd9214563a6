# A write that was blocked and is retried with the same, a longer or a shorter buffer neither loses nor repeats a byte.

import pipe

for change in (0, 50, -20):
    c, s, wire, _ = pipe.connections()
    print(pipe.handshake(c, s))
    text = bytes(range(100)) * 2
    accepted = 0
    wire.block_writes = True
    n = c.write(text[:100])
    accepted += n or 0
    wire.block_writes = False
    got = b""
    for _ in range(200):
        if accepted < len(text):
            # The retry begins where the last accepted byte was, with a buffer of another length.
            accepted += c.write(text[accepted : accepted + 100 + change]) or 0
        else:
            c.write(b"")
        got += s.read(64) or b""
    print(accepted == len(text), got == text)

# The same from a write on that was refused, because the record before it had not gone; that one then leaves in pieces.
for version in pipe.VERSIONS:
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    for change in (0, 50, -20, -99):
        c, s, wire, _ = pipe.connections(ctx)
        print(pipe.handshake(c, s))
        text = bytes(range(250)) * 2
        wire.block_writes = True
        told = [c.write(text[:100])] + [c.write(text[100:200]) for _ in range(3)]
        accepted = sum(n or 0 for n in told)
        wire.block_writes = False
        wire.chunk = 7
        while accepted < len(text):
            accepted += c.write(text[accepted : accepted + 100 + change]) or 0
        got = b""
        while more := s.read(64):
            got += more
        print(told, accepted == len(text), got == text)
