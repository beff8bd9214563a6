# close() raises for nobody's sake: not for a transport that fails, not in mid-handshake, not after a failure.

import pipe


class Failing(pipe.Pipe):
    fail = False

    def write(self, buf):
        if self.fail:
            raise OSError(104)
        return super().write(buf)


for turns in (0, 1, 2, 3, 100):
    c, s, a, _ = pipe.connections(kind=Failing)
    for _ in range(turns):
        c.read(1)
        s.read(1)
    a.fail = True
    c.close()
    c.close()
    print(a.closed)
