# A client that does not know the camera's CA refuses its certificate: the camera learns why. In TLS 1.3 OpenSSL sends that alert
# in the clear, for it has no keys in use yet.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -%s -CAfile other-ca.pem -verify_return_error" % version, "hello\n")
    stream = client.accept()
    refused.show(lambda: pipe.server_context().wrap_socket(stream, server_side=True), "unknown_ca", "'broker.local'", "'Example Root'")
    stream.close()
    client.stop()
