# `openssl s_client` comes to the camera: TLS 1.2 and 1.3, ECDSA and RSA, a megabyte each way, and many connections.

import combos, peer

TO_CAMERA = "s_client -connect 127.0.0.1:{port} -tls%s -CAfile %s.pem -verify_return_error -verify_hostname broker.local -quiet"
wanted = peer.megabyte()

for kind in combos.KINDS:
    for version in combos.VERSIONS:
        arguments = TO_CAMERA % (version[0].replace(".", "_"), kind[1])
        client = peer.client("openssl", arguments, quiet=True, megabyte=True)
        s = combos.server_context(kind).wrap_socket(client.accept(), server_side=True)
        came, went = combos.serve_megabyte(s)
        print(kind[0], s.version(), came == wanted, end=" ")
        s.close()
        print(client.sha256() == went)

contexts = [(kind, version, combos.server_context(kind)) for kind in combos.KINDS for version in combos.VERSIONS]


def one(i):
    kind, version, ctx = contexts[i % 4]
    client = peer.client("openssl", TO_CAMERA % (version[0].replace(".", "_"), kind[1]), quiet=True)
    with ctx.wrap_socket(client.accept(), server_side=True) as s:
        s.write(b"hello %d\n" % i)
    return client.output() == "hello %d\n" % i


combos.loop(one)
