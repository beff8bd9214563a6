# DTLS over real UDP sockets: a blocking wrap_socket sends again what was lost, a poll says when that is due, timeouts are the socket's.

import errno, io, peer, pipe, select, socket, time

import ssl

if not hasattr(ssl, "PROTOCOL_DTLS_CLIENT"):
    print("SKIP")
    raise SystemExit


# A UDP socket that loses the datagrams with these numbers.
class Lossy(io.IOBase):
    def __init__(self, sock, lost):
        self.sock = sock
        self.lost = lost
        self.count = 0

    def write(self, buf):
        self.count += 1
        if self.count - 1 in self.lost:
            return len(buf)
        return self.sock.send(bytes(buf))

    def readinto(self, buf):
        try:
            data = self.sock.recv(len(buf))
        except OSError as er:
            if er.errno == errno.EAGAIN:
                return None
            raise
        buf[: len(data)] = data
        return len(data)

    def ioctl(self, request, arg):
        if request == 3:
            poller = select.poll()
            poller.register(self.sock, arg)
            ready = poller.poll(0)
            return ready[0][1] if ready else 0
        if request == 4:
            self.sock.close()
        return 0


def context():
    ctx = ssl.SSLContext(ssl.PROTOCOL_DTLS_CLIENT)
    ctx.load_verify_locations("/rom/ca.der")
    return ctx


S_SERVER = "s_server -accept {port} -dtls1_2 -cert server.pem -key server.key.pem"

# The socket has no timeout: only what is sent again brings the handshake to its end.
server = peer.openssl(S_SERVER)
sock = Lossy(server.connect_udp(), (0, 1))
start = time.ticks_ms()
s = context().wrap_socket(sock, server_hostname="broker.local")
print(time.ticks_diff(time.ticks_ms(), start) >= 3000, sock.count >= 4)
s.write(b"hello desk\n")
print(server.says("hello desk"))

# A timeout in a read is the socket's own; the connection goes on.
s = context().wrap_socket(peer.openssl(S_SERVER).connect_udp(), server_hostname="broker.local")
s.settimeout(0.05)
try:
    s.recv(10)
except OSError as er:
    print(er.errno == errno.ETIMEDOUT, len(er.args))
s.setblocking(False)
print(s.recv(10))

# In an event loop: poll says "ready" when a flight is to be sent again.
server = peer.openssl(S_SERVER)
udp = server.connect_udp()
udp.setblocking(False)
sock = Lossy(udp, (0,))
s = context().wrap_socket(sock, server_hostname="broker.local", do_handshake_on_connect=False)
poller = select.poll()
poller.register(s, select.POLLOUT)
print(s.write(b"hello desk\n"), sock.count)
turns = 0
written = None
while not written and turns < 200:
    if poller.poll(5000):
        written = s.write(b"hello desk\n")
    turns += 1
print(written, sock.count >= 3, turns < 200, server.says("hello desk"))

# Nobody is there: the network says so.
nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
nobody.connect(socket.getaddrinfo("127.0.0.1", 9)[0][-1])
try:
    context().wrap_socket(nobody, server_hostname="broker.local")
except OSError as er:
    print(er.errno == errno.ECONNREFUSED)
