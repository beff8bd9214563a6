# A server that has only an Ed25519 certificate: nothing in common, and its alert says what may be the reason.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    server = peer.openssl("s_server -accept {port} -www -%s -cert ed25519.pem -key ed25519.key.pem" % version)
    refused.show(
        lambda: pipe.client_context("/rom/camera.der").wrap_socket(server.connect(), server_hostname="broker.local"), "Ed25519"
    )
