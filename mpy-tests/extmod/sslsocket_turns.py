# A handshake in an event loop computes for no longer than one public-key operation at a time: the loop gets its
# turn in between, on a stream that would always have let the handshake go on, and more often for a longer chain.

import errno, pipe, ssl


class Counting(pipe.Pipe):
    def __init__(self):
        super().__init__()
        self.calls = 0

    def setblocking(self, flag):
        pass

    def readinto(self, buf):
        self.calls += 1
        return super().readinto(buf)

    def write(self, buf):
        self.calls += 1
        return super().write(buf)


# How often the client hands over without having touched its stream.
def turns(version, chain, key):
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain("/rom/" + chain + ".der", "/rom/" + key + ".key.der")
    c, s, a, _ = pipe.connections(ctx, server, kind=Counting)
    c.setblocking(False)
    count = 0
    while True:
        before = a.calls
        try:
            c.do_handshake()
            return count
        except OSError as er:
            if er.errno != errno.EAGAIN:
                raise
        count += a.calls == before
        try:
            s.do_handshake()
        except OSError as er:
            if er.errno != errno.EAGAIN:
                raise


for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    short, long = turns(version, "server", "server"), turns(version, "deep.chain", "deep")
    # A key pair, a shared secret and two signatures at the least.
    print(short >= 3, long > short)
