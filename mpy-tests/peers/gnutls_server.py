# GnuTLS's server: TLS 1.2 and 1.3, ECDSA and RSA, a megabyte each way, and many connections.

import combos, peer

servers = [peer.server("gnutls_echo", kind[0]) for kind in combos.KINDS]
contexts = []
for server, kind in zip(servers, combos.KINDS):
    for version in combos.VERSIONS:
        ctx = combos.client_context(kind, version)
        contexts.append((server, ctx))
        s = ctx.wrap_socket(server.connect(), server_hostname="broker.local")
        print(kind[0], s.version(), s.verify_result, combos.echo_lines(s))
        s.close()


def one(i):
    server, ctx = contexts[i % 4]
    with ctx.wrap_socket(server.connect(), server_hostname="broker.local") as s:
        s.write(b"hello %d\n" % i)
        return s.readline() == b"hello %d\n" % i


combos.loop(one)
