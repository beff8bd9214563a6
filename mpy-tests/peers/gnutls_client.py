# `gnutls-cli` comes to the camera: TLS 1.2 and 1.3, ECDSA and RSA, a megabyte each way, and many connections.

import combos, peer

TO_CAMERA = (
    "127.0.0.1 --port={port} --x509cafile=%s.pem --verify-hostname=broker.local --sni-hostname=broker.local"
    " --priority=NORMAL:-VERS-ALL:+VERS-TLS%s --logfile={work}/gnutls.log"
)
wanted = peer.megabyte()


def arguments(kind, version):
    return TO_CAMERA % (kind[1], version[0])


for kind in combos.KINDS:
    for version in combos.VERSIONS:
        client = peer.client("gnutls-cli", arguments(kind, version), quiet=True, megabyte=True)
        s = combos.server_context(kind).wrap_socket(client.accept(), server_side=True)
        came, went = combos.serve_megabyte(s)
        print(kind[0], s.version(), came == wanted, end=" ")
        s.close()
        print(client.sha256() == went)

contexts = [(kind, version, combos.server_context(kind)) for kind in combos.KINDS for version in combos.VERSIONS]


def one(i):
    kind, version, ctx = contexts[i % 4]
    client = peer.client("gnutls-cli", arguments(kind, version), quiet=True)
    with ctx.wrap_socket(client.accept(), server_side=True) as s:
        s.write(b"hello %d\n" % i)
    return client.output() == "hello %d\n" % i


combos.loop(one)
