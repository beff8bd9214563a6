# replace_identity() takes a pair that peers will accept now, or changes nothing; connections keep the one that they began with.

import pipe, refused
import machine, time
from pipe import ssl


def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


def shown(client):
    return client.getpeercert()["issuer"], client.getpeercert(True) == read("deep.der")


server = pipe.server_context("server")
both = pipe.client_context()
old, old_peer, _, _ = pipe.connections(both, server)
print(pipe.handshake(old, old_peer), shown(old))
# One that is in its handshake when the identity changes.
begun, begun_peer, _, _ = pipe.connections(both, server)
begun.read(1)
begun_peer.read(1)

# What is refused changes nothing: not a pair, not in date, not of that CA, no server's, not readable.
deep = read("deep.der") + read("issuing.der")
for certificates, key, anchors in (
    (deep, "/rom/server.key.der", None),
    ("/rom/expired.der", "/rom/expired.key.der", None),
    ("/rom/early.der", "/rom/early.key.der", None),
    (deep, "/rom/deep.key.der", "/rom/other-ca.der"),
    ("/rom/deep.der", "/rom/deep.key.der", "/rom/ca.der"),
    ("/rom/client.der", "/rom/client.key.der", "/rom/ca.der"),
    ("/rom/tampered.der", "/rom/tampered.key.der", "/rom/ca.der"),
    ("/rom/server.pem", "/rom/server.key.der", None),
    ("/rom/server.der", "/rom/server.der", "/rom/ca.der"),
    ("/rom/server.der", "/rom/server.key.der", "/rom/server.key.der"),
    ("/rom/server.der", None, "/rom/ca.der"),
    (None, "/rom/server.key.der", None),
):
    try:
        server.replace_identity(certificates, key, anchors)
    except OSError as er:
        print(refused.name_of(er.errno))
before = server.identity_expires()
print(before == ssl.certificate_info("/rom/server.der")[0]["not_after"])
c, s, _, _ = pipe.connections(both, server)
print(pipe.handshake(c, s), shown(c))

# A clock that is not set cannot say that it is in date now.
now = machine.RTC().datetime()
machine.RTC().deinit()
try:
    server.replace_identity(deep, "/rom/deep.key.der")
except OSError as er:
    print(refused.name_of(er.errno))
machine.RTC().datetime(now)

# Replaced.
server.replace_identity(deep, "/rom/deep.key.der", cadata="/rom/ca.der")
c, s, _, _ = pipe.connections(both, server)
print(pipe.handshake(c, s), shown(c))
print(pipe.byte(old, old_peer), shown(old))
print(pipe.handshake(begun, begun_peer), shown(begun))

# The same at a client that a server knows by its certificate.
picky = pipe.server_context()
picky.load_verify_locations("/rom/ca.der")
picky.verify_mode = ssl.CERT_REQUIRED
camera = pipe.client_context()
camera.load_cert_chain("/rom/client.der", "/rom/client.key.der")
c, s, _, _ = pipe.connections(camera, picky)
print(pipe.handshake(c, s), s.getpeercert()["subject"])
camera.replace_identity("/rom/p384-client.der", "/rom/p384-client.key.der", "/rom/p384-ca.der")
picky.load_verify_locations("/rom/p384-ca.der")
new, new_peer, _, _ = pipe.connections(camera, picky)
print(pipe.handshake(new, new_peer), new_peer.getpeercert()["subject"], s.getpeercert()["subject"])
