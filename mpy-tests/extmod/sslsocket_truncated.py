# A connection that was cut without close_notify reads as an end, and says so: `truncated`.

import pipe

c, s, a, b = pipe.connections()
print(pipe.handshake(c, s))
s.write(b"half of a messa")
b.ioctl(4, 0)  # the transport goes without a goodbye
print(c.read(15))
print(c.read(15), c.truncated)
