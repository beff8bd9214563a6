# `openssl s_server` on every board: many connections, TLS 1.2 and 1.3, ECDSA and RSA, that leave nothing behind.

import combos, peer

contexts = []
for kind in combos.KINDS:
    server = peer.openssl("s_server -accept {port} -rev -cert %s.pem -key %s.key.pem" % (kind[0], kind[0]))
    contexts += [(server, combos.client_context(kind, version)) for version in combos.VERSIONS]


def one(i):
    server, ctx = contexts[i % 4]
    with ctx.wrap_socket(server.connect(), server_hostname="broker.local") as s:
        s.write(b"hello\n")
        return s.readline() == b"olleh\n"


combos.loop(one)
