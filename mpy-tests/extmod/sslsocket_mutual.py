# Client certificates, in both versions of TLS and with every kind of key.

import pipe

for version in pipe.VERSIONS:
    for anchors, name in (("ca", "client"), ("rsa-ca", "rsa-client"), ("p384-ca", "p384-client")):
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        client.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        server = pipe.server_context()
        server.load_verify_locations("/rom/" + anchors + ".der")
        server.verify_mode = pipe.ssl.CERT_REQUIRED
        c, s, _, _ = pipe.connections(client, server)
        print(pipe.handshake(c, s), len(s.getpeercert(True)) > 300)
