# A hundred clients that say nothing and a hundred that dribble: whoever is established is served meanwhile, and the heap is then as
# it was.

import gc, pipe, ssl, time

try:
    import qemu

    held = qemu.held
except ImportError:
    held = lambda: 0

ctx = pipe.server_context()
client, server, _, _ = pipe.connections(server=ctx)
print(pipe.handshake(client, server))

sample, _ = pipe.pair()
pipe.client_context().wrap_socket(sample, server_hostname="broker.local", do_handshake_on_connect=False).read(1)
hello = bytes(sample.sent)
del sample


class Stream(pipe.Pipe):
    # A client that sends a byte of its hello each time it is looked at, or nothing at all.
    def __init__(self, dribbles):
        super().__init__()
        self.rest = hello if dribbles else b""
        self.other = pipe.Pipe()
        self.looked = False

    def readinto(self, buf):
        self.looked = not self.looked
        if not self.rest or not self.looked:
            return None
        buf[0] = self.rest[0]
        self.rest = self.rest[1:]
        return 1


def attack(dribbles):
    ctx.handshake_timeout, ctx.max_handshakes = 0.2, 16
    accepted, refused, timed_out, served = [], 0, 0, 0
    for n in range(100):
        try:
            accepted.append(ctx.wrap_socket(Stream(dribbles), do_handshake_on_connect=False))
        except OSError as er:
            refused += er.errno == ssl.ERR_TOO_MANY_HANDSHAKES
        if n % 10 == 0:
            served += pipe.handshake(client, server)
        for s in list(accepted):
            try:
                s.read(1)
            except OSError as er:
                timed_out += er.errno == ssl.ERR_HANDSHAKE_TIMEOUT
                accepted.remove(s)
                s.close()
    time.sleep_ms(300)
    for s in accepted:
        try:
            s.read(1)
        except OSError as er:
            timed_out += er.errno == ssl.ERR_HANDSHAKE_TIMEOUT
        s.close()
    # Which of both it was for whom depends on how long all this takes.
    return served, refused + timed_out, timed_out >= 16


for dribbles in (False, True):
    attack(dribbles)
    gc.collect()
    heap, library = gc.mem_alloc(), held()
    print(attack(dribbles))
    gc.collect()
    # A stale word may keep one connection, or one block of the library, in the eyes of a conservative collector. Were 60 bytes
    # of each client left, it would be more.
    print(gc.mem_alloc() - heap < 6000 or gc.mem_alloc() - heap, held() - library < 6000 or held() - library)
print(pipe.handshake(client, server))
