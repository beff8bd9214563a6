# A real client refuses the camera's certificate: the camera learns why, in both versions. In TLS 1.3 OpenSSL sends that alert in the
# clear, for it has no keys in use yet.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    for anchors, identity, words in (
        ("other-ca", "server", ("unknown_ca", "'broker.local'", "'Example Root'")),
        ("ca", "expired", ("certificate_expired", "'broker.local', which expired 3 days ago")),
        ("ca", "early", ("bad_certificate", "'broker.local', which is not valid for another")),
    ):
        client = peer.openssl_client(
            "s_client -connect 127.0.0.1:{port} -%s -CAfile %s.pem -verify_return_error" % (version, anchors), "hello\n"
        )
        stream = client.accept()
        refused.show(lambda: pipe.server_context(identity).wrap_socket(stream, server_side=True), *words)
        stream.close()
        client.stop()
