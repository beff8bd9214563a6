# The camera demands a client certificate: `openssl s_client` with one is served, without one and with a stranger's it is refused.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    for name in ("client", "stranger-client", None):
        server = pipe.server_context()
        server.load_verify_locations("/rom/ca.der")
        server.verify_mode = pipe.ssl.CERT_REQUIRED
        with_certificate = " -cert %s.pem -key %s.key.pem" % (name, name) if name else ""
        client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -CAfile ca.pem -%s" % version + with_certificate, "hello\n")
        try:
            s = server.wrap_socket(client.accept(), server_side=True)
            print(version, name, s.readline())
            s.close()
        except OSError as er:
            print(version, name, refused.describe(er))
        client.stop()
