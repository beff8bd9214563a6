# A client and a server in one script, joined by two streams in memory, none of which ever blocks.

import io

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

from micropython import const

# TLS 1.2 and TLS 1.3 as their record headers have them.
VERSIONS = (0x0303, 0x0304)

_POLL_RD = const(0x0001)
_POLL_WR = const(0x0004)
_IOCTL_POLL = const(3)
_IOCTL_CLOSE = const(4)


class Pipe(io.IOBase):
    # One end: what is written here is read at `other`. A test changes it by its attributes or by a class of its own.
    def __init__(self):
        self.other = None
        self.arrived = bytearray()
        self.sent = bytearray()  # everything that was ever written here
        self.ended = False  # the other end is gone: read as end of file
        self.closed = 0
        self.chunk = 1 << 20  # at most so many bytes a call
        self.block_writes = False

    def readinto(self, buf):
        n = min(len(buf), len(self.arrived), self.chunk)
        if n == 0:
            return 0 if self.ended else None
        buf[:n] = self.arrived[:n]
        self.arrived[:] = self.arrived[n:]
        return n

    def write(self, buf):
        if self.block_writes:
            return None
        n = min(len(buf), self.chunk)
        self.sent.extend(buf[:n])
        self.other.arrived.extend(buf[:n])
        return n

    def ioctl(self, request, arg):
        if request == _IOCTL_POLL:
            ready = _POLL_RD if self.arrived or self.ended else 0
            if not self.block_writes:
                ready |= _POLL_WR
            return ready & arg
        if request == _IOCTL_CLOSE:
            self.closed += 1
            self.other.ended = True
            return 0
        return -22  # EINVAL


def pair(kind=Pipe):
    a, b = kind(), Pipe()
    a.other, b.other = b, a
    return a, b


def client_context(anchors="/rom/ca.der"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if anchors:
        ctx.load_verify_locations(anchors)
    return ctx


def server_context(name="server"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
    return ctx


# Wraps both ends of a pair without handshake: (client, server, client's stream, server's stream).
def connections(client=None, server=None, hostname="broker.local", kind=Pipe):
    c, s = pair(kind)
    client = client or client_context()
    server = server or server_context()
    return (
        client.wrap_socket(c, server_hostname=hostname, do_handshake_on_connect=False),
        server.wrap_socket(s, server_side=True, do_handshake_on_connect=False),
        c,
        s,
    )


# One byte from `a` to `b`, however long the handshake before it takes.
def byte(a, b, turns=4000):
    sent = None
    for _ in range(turns):
        if not sent:
            sent = a.write(b"?")
        got = b.read(1)
        if got:
            return got == b"?"
    return False


# Takes both through the handshake and shows that it is over: a byte has gone each way.
def handshake(client, server):
    return byte(client, server) and byte(server, client)


# Gives what the client raises in a handshake that it must refuse; the server may fail as well.
def refusal(client, server, turns=4000):
    for _ in range(turns):
        try:
            client.read(1)
        except Exception as er:
            return er
        try:
            server.read(1)
        except OSError:
            pass
