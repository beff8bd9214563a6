# set_ecdh_curve chooses the groups of the key exchange, at either end.

import gc, pipe, refused


def attempt(version, at_client, at_server, name="rsa"):
    gc.collect()
    client, server = pipe.client_context("/rom/rsa-ca.der"), pipe.server_context(name)
    client.minimum_version = client.maximum_version = version
    if at_client:
        client.set_ecdh_curve(at_client)
    if at_server:
        server.set_ecdh_curve(at_server)
    c, s, a, b = pipe.connections(client, server)
    try:
        done = pipe.handshake(c, s)
    except OSError as er:
        done = refused.describe(er)
    return done


for version in pipe.VERSIONS:
    for curve in ("prime256v1", "secp256r1", "secp384r1", "X25519"):
        print(curve, attempt(version, curve, curve), attempt(version, curve, None), attempt(version, None, curve))
    print(attempt(version, "X25519:secp384r1", "secp384r1"))
    # Nothing in common: the handshake fails, where it is not known which end finds out first.
    print(attempt(version, "X25519", "prime256v1") is True)

ctx = pipe.client_context()
for name in ("secp521r1", "", "prime256v1:", "x"):
    refused.show(lambda: ctx.set_ecdh_curve(name), "secp384r1")
try:
    ctx.set_ecdh_curve(23)
except TypeError:
    print("TypeError")
