# The bounds of the versions by CPython's names.

import pipe, refused, ssl, tls

V = ssl.TLSVersion
print(V.TLSv1_2 == 0x0303, V.TLSv1_3 == 0x0304, tls.TLSVersion is V)

ctx = pipe.client_context()
print(ctx.minimum_version == V.MINIMUM_SUPPORTED, ctx.maximum_version == V.MAXIMUM_SUPPORTED)
for version in (V.TLSv1_2, V.TLSv1_3):
    ctx.minimum_version = V.MINIMUM_SUPPORTED
    ctx.maximum_version = version
    ctx.minimum_version = version
    c, s, _, _ = pipe.connections(ctx)
    print(pipe.handshake(c, s), c.version(), s.version(), ctx.minimum_version == ctx.maximum_version == version)
    ctx.maximum_version = V.MAXIMUM_SUPPORTED
    print(ctx.maximum_version == V.MAXIMUM_SUPPORTED)


def set_to(name, value):
    setattr(ctx, name, value)


# As in CPython, a bound at the other end leaves one version.
set_to("minimum_version", V.MAXIMUM_SUPPORTED)
print(ctx.minimum_version == V.TLSv1_3, ctx.maximum_version == V.MAXIMUM_SUPPORTED)
set_to("minimum_version", V.MINIMUM_SUPPORTED)
set_to("maximum_version", V.MINIMUM_SUPPORTED)
print(ctx.minimum_version == V.MINIMUM_SUPPORTED, ctx.maximum_version == V.TLSv1_2)
c, s, _, _ = pipe.connections(ctx)
print(pipe.handshake(c, s), c.version())
refused.show(lambda: set_to("maximum_version", 0x0301), "maximum_version")
