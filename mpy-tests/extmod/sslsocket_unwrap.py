# unwrap() ends TLS on both sides and gives the stream back, with what follows on it untouched.

import pipe, refused


class Quiet(pipe.Pipe):
    def setblocking(self, flag):
        pass


for version in pipe.VERSIONS:
    client = pipe.client_context()
    client.minimum_version = client.maximum_version = version
    c, s, a, b = pipe.connections(client, kind=Quiet)
    print(pipe.handshake(c, s))
    c.setblocking(False)
    s.write(b"not read any more")
    try:
        c.unwrap()
    except OSError as er:
        print(er.errno)  # EAGAIN: the peer has not answered yet
    for write in (c.write, c.send, c.sendall):
        refused.show(lambda: write(b"too late"))
    print(s.read(10), s.unwrap() is b)
    b.write(b"in the clear")
    print(c.unwrap() is a, a.closed, b.closed)
    print(bytes(a.arrived))
    refused.show(lambda: c.unwrap())
    refused.show(lambda: c.read(1))
    c.close()
    print(a.closed)

# A peer that hangs up instead of answering.
c, s, a, b = pipe.connections(kind=Quiet)
print(pipe.handshake(c, s))
b.ioctl(4, 0)
print(c.unwrap() is a, c.truncated)
