# A version for which set_ciphers leaves no suite is not offered: the other end would choose it, and find nothing in common.

import pipe, refused

TLS_1_2 = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"
TLS_1_3 = "TLS_AES_128_GCM_SHA256"

for suites in ([TLS_1_2], [TLS_1_3], [TLS_1_2, TLS_1_3], [TLS_1_3, TLS_1_2]):
    for at_client in (True, False):
        client, server = pipe.client_context(), pipe.server_context()
        (client if at_client else server).set_ciphers(suites)
        c, s, _, _ = pipe.connections(client, server)
        print(pipe.handshake(c, s), c.cipher())

ctx = pipe.client_context()
ctx.set_ciphers([TLS_1_2])
ctx.minimum_version = 0x0304
refused.show(lambda: pipe.connections(ctx), "no cipher suite is left")

# Names come in a list or a tuple; one str is none.
try:
    pipe.client_context().set_ciphers("TLS_AES_128_GCM_SHA256")
except TypeError:
    print("TypeError")
