# A stream that misbehaves under an open connection, with data pending inside, while closing, after a failure and after close():
# what a script gets to see, call by call.

import pipe, refused
from hostile import Hostile, Mine

RD, WR, NVAL = 1, 4, 32
_POLL = 3


last, streams = [], []


# An open connection over a hostile stream: (connection, peer, its stream, the peer's stream).
def opened(version=0x0304):
    # The pair before it gives its memory back now, not when the heap is full, in pieces.
    for stream in streams:
        stream.fault = None
    for connection in last:
        connection.close()
    client = pipe.client_context()
    client.minimum_version = client.maximum_version = version
    c, s, a, b = pipe.connections(client, kind=Hostile)
    assert pipe.handshake(c, s)
    last[:] = c, s
    streams[:] = a, b
    return c, s, a, b


# What a call gives: its value, or the exception as a script sees it.
def of(call, *args):
    try:
        return call(*args)
    except Exception as er:
        return repr(er) if type(er) is not OSError or len(er.args) == 1 else refused.describe(er)


FAULTS = "one byte", "half", "no poll", "again", "timeout", "reset", "exception", "end"

for version in pipe.VERSIONS:
    print(hex(version), "read")
    for fault in FAULTS:
        c, s, a, b = opened(version)
        a.fault = fault
        s.write(b"0123456789")
        # Once, then again: what passes has lost nothing.
        print(fault, of(c.recv, 10), of(c.recv, 10), of(c.recv, 10), c.truncated)

    # What is inside is read without the stream, and poll knows it; then what the stream says.
    print("data pending inside")
    for fault in FAULTS:
        c, s, a, b = opened(version)
        s.write(b"0123456789")
        first = c.recv(4)
        a.fault = fault
        ready = c.ioctl(_POLL, RD)
        print(fault, first, c.pending(), ready, of(c.recv, 10), a.struck, of(c.recv, 10))

    print("write")
    for fault in FAULTS:
        c, s, a, b = opened(version)
        a.fault = fault
        text = bytes(range(100))
        # send tells how much was accepted; None and an error tell that nothing was.
        told = []
        at = 0
        while at < 100 and len(told) < 5:
            sent = of(c.send, text[at:])
            told.append(sent)
            if type(sent) is int:
                at += sent
            elif sent is not None and fault not in ("timeout", "exception"):
                break
        # What was accepted goes out before anything else, whatever is called next; what the stream raised meanwhile comes first.
        then = of(c.recv, 1), of(c.recv, 1)
        got = b""
        for _ in range(200):
            got += s.read(100) or b""
        print(fault, told, then, got == text[:at], len(got))

# The peer is gone: it closed, and its host answers whatever comes later with a reset.
print("reset after the end")
for goodbye in (True, False):
    c, s, a, b = opened()
    s.write(b"last words")
    if goodbye:
        s.close()
    else:
        a.ended = True
    got = c.recv(10), c.recv(10)
    a.fault, a.times = "reset", 1000
    print(goodbye, got, of(c.recv, 10), of(c.recv, 10), c.truncated, c.ioctl(_POLL, RD) & RD)
    print(of(c.send, b"x"), of(c.send, b"x"), of(c.recv, 10), of(c.close), a.closed)

# close() and unwrap() over each fault.
print("closing")
for fault in FAULTS:
    c, s, a, b = opened()
    a.fault, a.times = fault, 1000
    print("close", fault, of(c.close), of(c.close), a.closed, of(c.recv, 1), of(c.send, b"x"), c.ioctl(_POLL, RD | WR))
for fault in ("one byte", "half", "no poll", "reset", "exception", "end"):
    c, s, a, b = opened()
    s.write(b"not read")
    s.close()
    b.closed = 0
    a.fault, a.times = fault, 1000
    print("unwrap", fault, of(c.unwrap) in (a, "OSError(104,)", "Mine(1,)"), a.closed, of(c.close), a.closed)

# After a failure nothing more is asked of the stream but to close.
print("failed")
for fault in FAULTS:
    c, s, a, b = opened()
    a.arrived.extend(b"\x17\x03\x03\x00\x20" + bytes(32))
    first = of(c.recv, 1)
    a.fault, a.times = fault, 1000
    print(fault, first, of(c.recv, 1) == first, of(c.send, b"x") == first, c.ioctl(_POLL, RD | WR), of(c.close), a.closed)
