# poll tells the truth: what the handshake waits for, data that is decrypted already, failure and close.

import errno, pipe, select

RD, WR, ERR, HUP, NVAL = 1, 4, 8, 16, 32


def poll(s, mask):
    poller = select.poll()
    poller.register(s, mask)
    for _, events in poller.ipoll(0):
        return events
    return 0


c, s, a, b = pipe.connections()
# The client has to write first: it is ready as far as its transport can take bytes.
a.block_writes = True
print(poll(c, RD | WR) & (RD | WR))
a.block_writes = False
print(poll(c, WR) != 0)
# A server waits for the client.
print(s.write(b"x"), poll(s, RD | WR))
print(pipe.handshake(c, s))
print(poll(c, RD), poll(c, WR))
s.write(b"abcdef")
print(poll(c, RD) & RD)
print(c.read(2))
# The rest is inside: nothing more arrives, and it is readable all the same.
print(len(a.arrived), poll(c, RD) & RD)
print(c.read(4), poll(c, RD))
c.close()
print(poll(c, RD) & NVAL != 0)


# Each state, polled for reading, for writing and for both: what a call of that direction gets on with, and nothing else. In a
# handshake only one direction brings either on.
def told(state, s):
    print(state, poll(s, RD), poll(s, WR), poll(s, RD | WR))


def step(s):
    try:
        s.do_handshake()
    except OSError as er:
        if er.errno != errno.EAGAIN:
            raise


for version in pipe.VERSIONS:
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    c, s, a, b = pipe.connections(ctx)
    print(hex(version))
    a.block_writes = True
    told("client, no room", c)
    a.block_writes = False
    told("client, not begun", c)
    told("server, not begun", s)
    step(c)
    told("client waits", c)
    told("server, hello is there", s)
    b.block_writes = True
    step(s)
    told("server, no room", s)
    b.block_writes = False
    told("server, room", s)
    step(s)
    told("server waits", s)
    told("client, flight is there", c)
    print(pipe.handshake(c, s))
    told("open", c)
    s.write(b"abc")
    record = bytes(a.arrived)
    a.arrived[:] = record[:10]
    told("half a record", c)
    a.arrived.extend(record[10:])
    told("a record", c)
    c.read(1)
    told("data inside", c)
    c.read(2)
    a.block_writes = True
    c.write(b"x")
    told("not sent yet", c)
    a.block_writes = False
    told("room", c)
    print(s.read(1))
    s.close()
    told("the peer has closed", c)
    print(c.read(1))
    told("after the end", c)
    c, s, a, b = pipe.connections(ctx)
    print(pipe.handshake(c, s))
    a.arrived.extend(b"\x17\x03\x03\x00\x20" + bytes(32))
    print("a bad record", poll(c, RD))
    told("failed", c)
