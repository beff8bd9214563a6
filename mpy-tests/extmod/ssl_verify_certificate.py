# ssl.verify_certificate() says of a chain what a handshake says of it.

import pipe, refused

ssl = pipe.ssl
LEAF, CHAIN = ssl.VERIFY_CRL_CHECK_LEAF, ssl.VERIFY_CRL_CHECK_CHAIN


def rom(name):
    return "/rom/" + name + ".der"


# As a server's certificate, in a handshake whose client looks at it.
def in_handshake(chain, key, anchors, hostname, flags, crl):
    client = pipe.client_context(rom(anchors))
    if crl:
        client.load_verify_locations(crl=rom(crl))
    client.verify_flags = flags
    client.check_hostname = hostname is not None
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(rom(chain), "/rom/" + key + ".key.der")
    c, s, _, _ = pipe.connections(client, server, hostname)
    er = pipe.refusal(c, s, 200)
    return None if er is None else er.args


# As a client's, in one whose server does.
def in_mutual_handshake(chain, key, anchors, _, flags, crl):
    server = pipe.server_context()
    server.load_verify_locations(rom(anchors), crl=rom(crl) if crl else None)
    server.verify_mode = ssl.CERT_REQUIRED
    server.verify_flags = flags
    client = pipe.client_context()
    client.load_cert_chain(rom(chain), "/rom/" + key + ".key.der")
    c, s, _, _ = pipe.connections(client, server)
    er = pipe.refusal(s, c, 200)
    return None if er is None else er.args


for server, chain, anchors, hostname, flags, crl in (
    (True, "server", "ca", "broker.local", 0, None),
    (True, "server", "two", "192.0.2.7", 0, None),
    (True, "server", "ca", "elsewhere.local", 0, None),
    (True, "other-name", "ca", None, 0, None),
    (True, "deep.chain", "ca", "broker.local", 0, None),
    (True, "deep", "ca", "broker.local", 0, None),
    (True, "deep", "issuing", "broker.local", 0, None),
    (True, "camera", "camera", "camera.local", 0, None),
    (True, "camera", "ca", "camera.local", 0, None),
    (True, "expired", "ca", "broker.local", 0, None),
    (True, "early", "ca", "broker.local", 0, None),
    (True, "tampered", "ca", "broker.local", 0, None),
    (True, "client-only", "ca", "broker.local", 0, None),
    (True, "common-name", "ca", "broker.local", 0, None),
    (True, "rsa", "rsa-ca", "broker.local", 0, None),
    (True, "server", "ca", "broker.local", LEAF, None),
    (True, "server", "ca", "broker.local", LEAF, "crl"),
    (True, "revoked", "ca", "broker.local", LEAF, "crl-revoking"),
    (True, "deep.chain", "ca", "broker.local", CHAIN, "crl-issuing"),
    (False, "client", "ca", None, 0, None),
    (False, "server", "ca", None, 0, None),
    (False, "stranger-client", "ca", None, 0, None),
    (False, "revoked-client", "ca", None, LEAF, "crl-revoking"),
):
    handshake = in_handshake if server else in_mutual_handshake
    there = handshake(chain, chain.split(".")[0], anchors, hostname, flags, crl)
    try:
        here = ssl.verify_certificate(rom(chain), rom(anchors), hostname, server, flags, rom(crl) if crl else None)
    except OSError as er:
        here = er.args if type(er) is OSError else er
    # The clock may have gone on by a minute between the two: the codes count, and the text up to the first number.
    alike = here == there or here[0] == there[0] and here[1].split(" 2")[0] == there[1].split(" 2")[0]
    print(chain, alike, "accepted" if here is None else refused.name_of(here[0]))

# Data serves as well as paths; what cannot be asked is told, not ignored.
with open("/rom/server.der", "rb") as f:
    data = f.read()
print(ssl.verify_certificate(data, anchors=rom("ca"), hostname="broker.local"))
refused.show(lambda: ssl.verify_certificate(data[:-1], rom("ca")))
refused.show(lambda: ssl.verify_certificate(b"", rom("ca")))
refused.show(lambda: ssl.verify_certificate(data, "/rom/ca.pem"))
refused.show(lambda: ssl.verify_certificate(data, rom("ca"), crl=rom("ca")))
refused.show(lambda: ssl.verify_certificate(data, rom("ca"), flags=1))
refused.show(lambda: ssl.verify_certificate(data, rom("ca"), "a b"))

# The arguments the other way round are told as that, whatever follows from it; what is refused for itself is not.
for chain, anchors, *hostname in (
    ("ca", "server"),
    ("ca", "server", "broker.local"),
    ("ca", "deep.chain", "broker.local"),
    ("issuing", "deep"),
    ("rsa-ca", "rsa"),
):
    refused.show(lambda: ssl.verify_certificate(rom(chain), rom(anchors), *hostname), "chain and anchors are swapped")
for chain, anchors in (("ca", "rsa"), ("server", "rsa"), ("issuing", "rsa-ca"), ("ca", "rsa-ca")):
    refused.show(lambda: ssl.verify_certificate(rom(chain), rom(anchors)))
print(ssl.verify_certificate(rom("camera"), rom("camera")), ssl.verify_certificate(rom("issuing"), rom("ca")))
