# A DTLS client and a server in one script, joined by datagrams in memory, to which a test does what networks do.

import gc, io

try:
    import ssl

    ssl.PROTOCOL_DTLS_CLIENT
except (ImportError, AttributeError):
    print("SKIP")
    raise SystemExit

_POLL_RD = 1
_POLL_WR = 4


class Datagrams(io.IOBase):
    # One end. What is written here is numbered; `fault(number, datagram)` gives the datagrams that arrive in its place.
    def __init__(self, fault=None):
        self.other = None
        self.arrived = []
        self.count = 0
        self.fault = fault

    def write(self, buf):
        datagram = bytes(buf)
        for arriving in self.fault(self.count, datagram) if self.fault else (datagram,):
            self.other.arrived.append(arriving)
        self.count += 1
        return len(datagram)

    def readinto(self, buf):
        if not self.arrived:
            return None
        datagram = self.arrived.pop(0)
        n = min(len(buf), len(datagram))
        buf[:n] = datagram[:n]
        return n

    def ioctl(self, request, arg):
        if request == 3:
            return arg & (_POLL_WR | (_POLL_RD if self.arrived else 0))
        return 0


def client_context(anchors="ca"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_DTLS_CLIENT)
    ctx.load_verify_locations("/rom/" + anchors + ".der")
    return ctx


def server_context(name="server"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_DTLS_SERVER)
    ctx.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
    return ctx


class Pair:
    def __init__(self, client=None, server=None, to_server=None, to_client=None, hostname="broker.local"):
        gc.collect()  # each end takes a block of 16.7 KB: those before are to be gone
        self.c, self.s = Datagrams(to_server), Datagrams(to_client)
        self.c.other, self.s.other = self.s, self.c
        self.server_context = server or server_context()
        client = client or client_context()
        self.client = client.wrap_socket(self.c, server_hostname=hostname, do_handshake_on_connect=False)
        self.verified = 0  # how often a server has sent a cookie
        self.serve()

    def serve(self):
        self.server = None
        gc.collect()
        self.server = self.server_context.wrap_socket(self.s, do_handshake_on_connect=False, client_id=b"192.0.2.1:5684")

    # What the server reads, which begins anew once it has sent a cookie.
    def at_server(self):
        try:
            return self.server.read(4096)
        except OSError as er:
            if er.errno != -27264:
                raise
            self.verified += 1
            self.serve()

    # Runs until a datagram of the client's has come through, and one of the server's.
    def handshake(self):
        sent = None
        got = None
        while got is None:
            sent = sent or self.client.write(b"ping")
            got = self.at_server()
        self.server.write(b"pong")
        answer = None
        while answer is None:
            answer = self.client.read(4096)
            if self.at_server() == b"":
                break
        return got == b"ping" and answer == b"pong"
