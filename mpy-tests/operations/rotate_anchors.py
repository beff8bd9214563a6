# A CA is rotated in steps, old, both, new, and so is the server's certificate, while connections come and go: none fails, and when
# the old CA is gone, so is all trust in it.

import pipe, refused
from pipe import ssl

ROUNDS = 2
client = pipe.client_context("/rom/ca.der")
server = pipe.server_context("server")
kept = []


def connect(expected):
    c, s, _, _ = pipe.connections(client, server)
    # One handshake is under way while the next step is taken.
    c.read(1)
    kept.append((c, s, expected))
    for c, s, issuer in kept[:-1][-ROUNDS:]:
        if not pipe.handshake(c, s) or c.getpeercert()["issuer"] != ((("commonName", issuer),),):
            print("a connection failed:", issuer)


def refusals():
    er = pipe.refusal(*pipe.connections(client, server)[:2])
    return refused.name_of(er.errno)


for step, anchors, identity, issuer in (
    ("old", None, None, "Example Root"),
    ("both", ("/rom/ca.der", "/rom/other-ca.der"), None, "Example Root"),
    ("the server's new certificate", None, "stranger", "Elsewhere Root"),
    ("new", ("/rom/other-ca.der",), None, "Elsewhere Root"),
):
    if anchors:
        client.replace_verify_locations(anchors[0])
        for more in anchors[1:]:
            client.load_verify_locations(more)
    if identity:
        server.replace_identity("/rom/" + identity + ".der", "/rom/" + identity + ".key.der", "/rom/other-ca.der")
    for _ in range(ROUNDS):
        connect(issuer)
    print(step)
print(len(kept), all(pipe.handshake(c, s) for c, s, _ in kept))

# What is loaded in the place of another replaces it; what cannot be loaded changes nothing.
server.replace_identity("/rom/server.der", "/rom/server.key.der")
print(refusals())
for bad in ("/rom/ca.pem", "/rom/server.key.der", b""):
    try:
        client.replace_verify_locations(cadata=bad)
    except OSError as er:
        print(refused.name_of(er.errno))
print(refusals())
try:
    client.replace_verify_locations()
except TypeError as er:
    print(er)

# A revocation list, likewise: the newer one takes the place of the older.
client.replace_verify_locations("/rom/ca.der")
client.verify_flags = ssl.VERIFY_CRL_CHECK_LEAF
client.load_verify_locations(crl="/rom/crl-expired.der")
print(refusals())
client.replace_verify_locations(crl="/rom/crl.der")
print(pipe.handshake(*pipe.connections(client, server)[:2]))
server.replace_identity("/rom/revoked.der", "/rom/revoked.key.der", "/rom/ca.der")
print(pipe.handshake(*pipe.connections(client, server)[:2]))
client.replace_verify_locations(crl="/rom/crl-revoking.der")
print(refusals())
