# A server demands a client certificate and there is none: its alert is explained, in TLS 1.3 at the first read.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    server = peer.openssl(
        "s_server -accept {port} -www -%s -cert server.pem -key server.key.pem -CAfile ca.pem -Verify 2 -verify_return_error" % version
    )

    def get():
        s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        s.read(1)

    refused.show(get, "certificate")
