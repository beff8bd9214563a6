# `openssl s_server` demands a client certificate and gets it, in both versions and with every kind of key.

import peer, pipe

for version in ("tls1_2", "tls1_3"):
    for anchors, name in (("ca", "client"), ("p384-ca", "p384-client"), ("rsa-ca", "rsa-client")):
        server = peer.openssl(
            "s_server -accept {port} -www -%s -cert server.pem -key server.key.pem -CAfile %s.pem -Verify 2 -verify_return_error" % (version, anchors)
        )
        ctx = pipe.client_context()
        ctx.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        s = ctx.wrap_socket(server.connect(), server_hostname="broker.local")
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        print(version, name, b"Client certificate" in s.read())
        s.close()
