# poll tells the truth: what the handshake waits for, data that is decrypted already, failure and close.

import pipe, select

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
