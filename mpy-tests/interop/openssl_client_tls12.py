# The camera serves `openssl s_client`, which verifies it: TLS 1.2, every kind of key.

import peer, pipe

for anchors, name in (("ca", "server"), ("p384-ca", "p384"), ("rsa-ca", "rsa")):
    client = peer.openssl_client(
        "s_client -connect 127.0.0.1:{port} -tls1_2 -CAfile %s.pem -verify_return_error -verify_hostname broker.local" % anchors,
        "hello camera\n",
    )
    s = pipe.server_context(name).wrap_socket(client.accept(), server_side=True)
    print(name, s.cipher()[1], s.readline())
    s.write(b"hello desk\n")
    print(client.says("hello desk"))
    s.close()
    print("Verify return code: 0 (ok)" in client.output())
