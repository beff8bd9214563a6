# cipher_info() is CPython's cipher(); what CPython's sockets say of themselves.

import pipe

for suite in (
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
):
    client, server = pipe.client_context(), pipe.server_context()
    client.set_ciphers([suite])
    c, s, _, _ = pipe.connections(client, server)
    print(c.cipher_info())
    pipe.handshake(c, s)
    print(c.cipher_info(), s.cipher_info() == c.cipher_info(), c.cipher_info()[:2] == c.cipher())
    print(c.server_side, s.server_side, c.server_hostname, s.server_hostname, c.context is client, s.context is server)
    c.close()
    print(c.cipher_info())
