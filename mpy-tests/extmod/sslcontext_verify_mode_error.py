# A verify_mode that is none of the constants is refused and changes nothing.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.verify_mode = ssl.CERT_OPTIONAL


def assign(mode):
    ctx.verify_mode = mode


for mode in (7, 3, -1, 1 << 20, True, False):
    refused.show(lambda: assign(mode))
    print(ctx.verify_mode)
