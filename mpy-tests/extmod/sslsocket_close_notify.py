# close() says goodbye: the peer reads a clean end, and the transport is closed once.

import pipe

c, s, a, b = pipe.connections()
print(pipe.handshake(c, s))
before = len(a.sent)
c.close()
print(len(a.sent) > before, a.closed)
print(s.read(10), s.truncated)
# The other end's close is quiet, too, whether its goodbye can still be written or not.
b.block_writes = True
s.close()
print(b.closed)
c.close()
print(a.closed)
# Closed is closed.
for call in (lambda: c.read(1), lambda: c.write(b"x")):
    try:
        print(call())
    except OSError as er:
        print(type(er) is OSError)
