# A context says once that its own certificate should be renewed, before a connection and never in one; both ends tell when
# certificates expire.

import pipe
import machine, time
from pipe import ssl

DAY = 86400


def set_clock(seconds):
    now = time.gmtime(seconds)
    machine.RTC().datetime(now[:3] + (0,) + now[3:6] + (0,))


def told(context, left):
    print("renew it", context is server, left // DAY, "days left")


info = ssl.certificate_info("/rom/server.der")[0]
server = pipe.ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
print(server.identity_expires(), server.expiry_callback)
server.load_cert_chain("/rom/server.der", "/rom/server.key.der")
print(server.identity_expires() == info["not_after"])
server.expiry_callback = told

# Young: nothing is said.
c, s, _, _ = pipe.connections(server=server)
print(c.peer_expires(), s.peer_expires())
print(pipe.handshake(c, s))
print(c.peer_expires() == info["not_after"], s.peer_expires())
c.close()
print(c.peer_expires())

# A second before two thirds, and a second after: once, before the connection. Open connections hear nothing.
set_clock(info["renewal"] - 2)
c, s, _, _ = pipe.connections(server=server)
print(pipe.handshake(c, s))
set_clock(info["renewal"] + 1)
print(pipe.byte(c, s), "and now a new one")
c, s, _, _ = pipe.connections(server=server)
print("the handshake")
print(pipe.handshake(c, s))
print(pipe.handshake(*pipe.connections(server=server)[:2]))

# Loaded again, it is said again; what the callback raises comes out of wrap_socket.
server.load_cert_chain("/rom/server.der", "/rom/server.key.der")


def broken(context, left):
    raise ZeroDivisionError


server.expiry_callback = broken
try:
    pipe.connections(server=server)
except ZeroDivisionError:
    print("ZeroDivisionError")
print(pipe.handshake(*pipe.connections(server=server)[:2]))
try:
    server.expiry_callback = 7
except TypeError as er:
    print(er)

# A client's own certificate, too; and one that has expired.
client = pipe.client_context()
client.load_cert_chain("/rom/client.der", "/rom/client.key.der")
client.expiry_callback = lambda context, left: print("the client's,", left // DAY)
set_clock(client.identity_expires() + DAY)
try:
    pipe.connections(client, server)
finally:
    set_clock(info["not_before"] + DAY)


print((info["not_after"] - info["not_before"]) // DAY)
