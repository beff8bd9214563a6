# CERT_OPTIONAL goes on and keeps the verdict; CERT_NONE goes on.

import pipe, refused

pipe.ssl.warn_unverified = False
for mode in (pipe.ssl.CERT_OPTIONAL, pipe.ssl.CERT_NONE):
    ctx = pipe.client_context()
    ctx.verify_mode = mode
    c, s, _, _ = pipe.connections(ctx, pipe.server_context("expired"))
    print(pipe.handshake(c, s), c.verify_result != 0)
    if mode == pipe.ssl.CERT_OPTIONAL:
        print(refused.name_of(c.verify_result))
ctx = pipe.client_context()
ctx.verify_mode = pipe.ssl.CERT_OPTIONAL
c, s, _, _ = pipe.connections(ctx)
print(pipe.handshake(c, s), c.verify_result)
