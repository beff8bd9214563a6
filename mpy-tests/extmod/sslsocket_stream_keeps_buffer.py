# The buffer that a stream written in Python is given is its own: kept, cut, grown or written to, it harms nothing, whenever.

import errno, gc, pipe


class Keeping(pipe.Pipe):
    meddles = False

    def __init__(self):
        super().__init__()
        self.kept = []

    def keep(self, buf, n):
        if self.meddles:
            # Beyond its end, as a careless stream does.
            buf.extend(b"x" * 100)
        self.kept.append((buf, memoryview(buf), bytes(buf)))
        return n

    def readinto(self, buf):
        return self.keep(buf, super().readinto(buf))

    def write(self, buf):
        return self.keep(buf, super().write(buf))


def unchanged(stream):
    return all(bytes(view) == bytes(buf) == then for buf, view, then in stream.kept)


def transfer(c, s):
    data = bytes(range(256)) * 8
    for a, b in ((c, s), (s, c)):
        sent = 0
        got = b""
        for _ in range(1000):
            if sent < len(data):
                sent += a.write(data[sent:]) or 0
            else:
                a.write(b"")
            got += b.read(len(data) - len(got)) or b""
            if len(got) == len(data):
                break
        if got != data:
            return False
    return True


client, server = pipe.client_context(), pipe.server_context()
for meddles in (False, True):
    c, s, a, _ = pipe.connections(client, server, kind=Keeping)
    a.meddles = meddles
    print(pipe.handshake(c, s), transfer(c, s), len(a.kept) > 10)
    print("in use", unchanged(a))
    # Writing into them changes nothing that is still to be read or sent.
    for buf, view, _ in a.kept:
        for i in range(len(view)):
            view[i] = 0xA5
    a.kept = []
    print(pipe.handshake(c, s), transfer(c, s), unchanged(a))
    c.close()
    s.close()
    c = s = None
    gc.collect()
    garbage = [bytearray(b"\xff" * 200) for _ in range(50)]
    print("closed", unchanged(a))
    a = garbage = None
    gc.collect()


# A stream that cuts its buffer and claims to have filled it.
class Cutting(pipe.Pipe):
    def readinto(self, buf):
        n = super().readinto(buf)
        if n:
            buf[:] = b""
        return n


c, s, a, _ = pipe.connections(client, server, kind=Cutting)
try:
    pipe.handshake(c, s)
except OSError as er:
    print(type(er) is OSError, er.errno == errno.EIO)
