# What CPython's scripts do with a socket below TLS: fileno(), settimeout() and setblocking() of the connection itself, and a handshake that
# an event loop takes on by polling for both directions.

import errno, peer, pipe, select, socket

server = peer.openssl("s_server -accept {port} -rev -cert server.pem -key server.key.pem")
ctx = pipe.client_context()


def raised(call, *args):
    try:
        return call(*args)
    except OSError as er:
        return errno.errorcode.get(er.errno, er.errno), len(er.args)


sock = server.connect()
s = ctx.wrap_socket(sock, server_hostname="broker.local")
print(s.fileno() == sock.fileno(), s.fileno() >= 0)
for timeout in (0.05, 0.01):
    s.settimeout(timeout)
    print(raised(s.read, 1), raised(s.recv, 1), raised(s.readline))
for call, value in ((s.settimeout, 0), (s.setblocking, False)):
    s.settimeout(1)
    call(value)
    print(raised(s.read, 1), raised(s.recv_into, bytearray(1)))
# A timeout does the connection no harm.
for call, value in ((s.settimeout, 10), (s.settimeout, None), (s.setblocking, True)):
    call(value)
    s.write(b"abc\n")
    print(s.readline())
s.close()
print(raised(s.fileno), raised(s.settimeout, 1), raised(s.setblocking, True))


# A poll for both directions waits as long as the server says nothing, whatever room its socket has.
def connecting(port):
    sock = socket.socket()
    sock.setblocking(False)
    try:
        sock.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    except OSError as er:
        print(er.errno == errno.EINPROGRESS)
    s = ctx.wrap_socket(sock, server_hostname="broker.local", do_handshake_on_connect=False)
    poller = select.poll()
    poller.register(s, select.POLLIN | select.POLLOUT)
    return s, poller


silent = peer.plain(hold=True)
s, poller = connecting(silent.port)
print(len(poller.poll(10000)), raised(s.do_handshake), poller.poll(20))
s.close()

s, poller = connecting(server.port)
done = False
while not done and poller.poll(10000):
    done = raised(s.do_handshake) is None
print(done, s.version())
s.close()
