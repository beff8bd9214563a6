# A stream that uses the connection above it gets EBUSY; one that closes it or collects garbage harms nothing.

import gc, pipe
from micropython import const

_EBUSY = const(16)


class Meddling(pipe.Pipe):
    connection = None
    what = ""
    seen = None

    def meddle(self):
        if self.connection is None:
            return
        try:
            if self.what == "read":
                self.connection.read(1)
            elif self.what == "write":
                self.connection.write(b"x")
            elif self.what == "close":
                self.connection.close()
            elif self.what == "gc":
                gc.collect()
            self.seen = self.seen or "returned"
        except OSError as er:
            self.seen = "EBUSY" if er.errno == _EBUSY else repr(er)

    def readinto(self, buf):
        self.meddle()
        return super().readinto(buf)

    def write(self, buf):
        self.meddle()
        return super().write(buf)


client, server = pipe.client_context(), pipe.server_context()
for what in ("read", "write", "gc", "close"):
    for at in (0, 1, 2, 3, 30):
        c, s, a, _ = pipe.connections(client, server, kind=Meddling)
        for _ in range(at):
            pipe.byte(c, s, 1)
        a.what = what
        a.connection = c
        done = False
        try:
            done = pipe.handshake(c, s)
        except OSError as er:
            done = type(er) is OSError and what == "close"
        a.connection = None
        if what in ("read", "write"):
            print(what, done, a.seen)
        elif what == "gc":
            print(what, done)
        else:
            c.close()
            print(what, a.closed)
