# Ctrl-C at any time of a handshake comes out as KeyboardInterrupt, and the next connection works.

import peer, pipe, time

server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem")
ctx = pipe.client_context()


def get():
    sock = server.connect()
    try:
        s = ctx.wrap_socket(sock, server_hostname="broker.local")
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        return s.read()[:15]
    finally:
        # openssl's server serves one after the other: whoever leaves it waiting keeps the next one waiting.
        sock.close()


start = time.ticks_ms()
get()
duration = time.ticks_diff(time.ticks_ms(), start)

# A server that accepts and never says a word: nothing but Ctrl-C ends this.
try:
    peer.interrupt(300)
    ctx.wrap_socket(peer.plain(hold=True).connect(), server_hostname="broker.local")
except KeyboardInterrupt:
    print("KeyboardInterrupt")

other = 0
for i in range(10):
    try:
        peer.interrupt(1 + duration * i // 10)
        for _ in range(200):
            get()
    except KeyboardInterrupt:
        pass
    except Exception as er:
        other += 1
        print(repr(er))
print(other)
print(get())
