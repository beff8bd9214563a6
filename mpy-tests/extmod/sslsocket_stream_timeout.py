# ETIMEDOUT and EAGAIN of the transport are its own error at every step, with its own arguments; the handshake can be resumed.

import errno, pipe


class Slow(pipe.Pipe):
    calls = 0
    raise_at = -1

    def readinto(self, buf):
        self.calls += 1
        if self.calls == self.raise_at:
            raise OSError(errno.ETIMEDOUT)
        return super().readinto(buf)


client, server = pipe.client_context(), pipe.server_context()
good = bad = 0
for n in range(1, 100):
    c, s, a, _ = pipe.connections(client, server, kind=Slow)
    a.raise_at = n
    timed_out = done = False
    for _ in range(3000):
        try:
            if pipe.byte(c, s, 1):
                done = True
                break
        except OSError as er:
            timed_out = type(er) is OSError and er.args == (errno.ETIMEDOUT,)
            if not timed_out:
                break
    if a.calls < n:
        break
    if timed_out and done and pipe.handshake(c, s):
        good += 1
    else:
        bad += 1
print(good > 3, bad)
