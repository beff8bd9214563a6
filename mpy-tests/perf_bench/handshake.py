# What tools/bench.py runs on the camera: prints `name = figure` lines.

import gc, pipe, qemu

spent = [0, 0]


class Counted(pipe.Pipe):
    # Heap in use whenever a byte moves, when asked for.
    peak = None

    def note(self):
        if self.peak is not None:
            gc.collect()
            self.peak = max(self.peak, gc.mem_alloc())

    def readinto(self, buf):
        self.note()
        return super().readinto(buf)

    def write(self, buf):
        self.note()
        return super().write(buf)


# One call of one end, its instructions counted.
def counted(end, call, *args, **kwargs):
    start = qemu.instructions()
    result = call(*args, **kwargs)
    spent[end] += qemu.instructions() - start
    return result


def connect(client, server, peak=False):
    a, b = Counted(), Counted()
    a.other, b.other = b, a
    gc.collect()
    before = gc.mem_alloc()
    if peak:
        a.peak = b.peak = before
    spent[:] = [0, 0]
    c = counted(0, client.wrap_socket, a, server_hostname="broker.local", do_handshake_on_connect=False)
    s = counted(1, server.wrap_socket, b, server_side=True, do_handshake_on_connect=False)
    # A byte goes each way, as in pipe.handshake.
    for sender, receiver in ((0, 1), (1, 0)):
        ends = (c, s)
        sent = got = None
        while not got:
            if not sent:
                sent = counted(sender, ends[sender].write, b"?")
            got = counted(receiver, ends[receiver].read, 1)
    return c, s, a, b, before


def transfer(c, s):
    data = bytes(4096)
    buf = bytearray(4096)
    spent[:] = [0, 0]
    for _ in range(8):
        n = 0
        while n < 4096:
            n += counted(0, c.write, memoryview(data)[n:]) or 0
            m = 0
            while m < n:
                m += counted(1, s.readinto, memoryview(buf)[m:n]) or 0
    return sum(spent) / 32 / 1000


KINDS = (("P-256", "ca", "server"), ("RSA-2048", "rsa-ca", "rsa"), ("P-384", "p384-ca", "p384"))

for number, version in ((0x0303, "TLS 1.2"), (0x0304, "TLS 1.3")):
    for kind, anchors, name in KINDS:
        client, server = pipe.client_context("/rom/" + anchors + ".der"), pipe.server_context(name)
        client.minimum_version = client.maximum_version = number
        # Once to be warm: what is made at first use is not counted.
        connect(client, server)
        qemu.stack_peak(True)
        c, s, a, b, before = connect(client, server)
        stack = qemu.stack_peak()
        print("client handshake, %s, %s = %.2f" % (version, kind, spent[0] / 1e6))
        print("server handshake, %s, %s = %.2f" % (version, kind, spent[1] / 1e6))
        if kind != "P-256":
            continue
        a.sent, b.sent = bytearray(), bytearray()
        gc.collect()
        print("heap at rest, each connection, %s = %d" % (version, (gc.mem_alloc() - before) // 2))
        print("write and read, %s = %.1f" % (version, transfer(c, s)))
        c = s = a = b = None
        c, s, a, b, before = connect(client, server, peak=True)
        print("heap at the peak, both ends, %s, P-256 = %d" % (version, max(a.peak, b.peak) - before))
        c = s = a = b = None
        if number == 0x0304:
            print("C stack = %d" % stack)
