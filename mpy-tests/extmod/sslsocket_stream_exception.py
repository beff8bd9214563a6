# An exception raised inside a user-defined stream comes out as that exception, at every step; the connection can go on or be closed.

import pipe


class Mine(Exception):
    pass


class Raising(pipe.Pipe):
    calls = 0
    raise_at = -1
    kind = Mine

    def count(self):
        self.calls += 1
        if self.calls == self.raise_at:
            raise self.kind("call %d" % self.calls)

    def readinto(self, buf):
        self.count()
        return super().readinto(buf)

    def write(self, buf):
        self.count()
        return super().write(buf)


client, server = pipe.client_context(), pipe.server_context()


def run(raise_at, kind, go_on):
    c, s, a, _ = pipe.connections(client, server, kind=Raising)
    a.raise_at = raise_at
    a.kind = kind
    caught = False
    there = back = False
    for _ in range(3000):
        try:
            # A byte goes each way; what was sent before the exception is not sent again.
            there = there or pipe.byte(c, s, 1)
            if there:
                back = pipe.byte(s, c, 1)
        except kind as er:
            if type(er) is not kind or caught:
                return "wrong exception"
            caught = True
            if not go_on:
                break
            continue
        if back:
            break
    if not caught and a.calls >= raise_at:
        return "swallowed"
    if (go_on or not caught) and not back:
        return "did not go on"
    a.raise_at = -1
    c.close()
    return "end" if not caught else "ok" if a.closed == 1 else "not closed"


for kind in (Mine, KeyboardInterrupt, OSError):
    for go_on in (True, False):
        results = {}
        for n in range(1, 200):
            result = run(n, kind, go_on)
            results[result] = results.get(result, 0) + 1
            if result == "end":
                break
        print(kind.__name__, go_on, sorted(results), results["ok"] > 5)
