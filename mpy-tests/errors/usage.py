# Usage and configuration: what the script asks for cannot be.

import io

from provoke import FORGED, client, server, show, ssl


def context(protocol=ssl.PROTOCOL_TLS_CLIENT):
    return ssl.SSLContext(protocol)


def wrap(ctx, **kwargs):
    ctx.wrap_socket(io.BytesIO(), do_handshake_on_connect=False, **kwargs)


show("ERR_BAD_ARGUMENT", context().pin_public_key, b"too short")
show("ERR_BAD_VALUE", context, 99)
show("ERR_BAD_VALUE", setattr, context(), "verify_mode", 7)
show("ERR_BAD_VALUE", setattr, context(), "verify_flags", 0x100)
show("ERR_BAD_VALUE", setattr, context(), "minimum_version", 0x0301)
show("ERR_HOSTNAME_REQUIRED", wrap, client())
for name in ("", "broker.local\0.example.com", "https://broker.local/", "broker.local:8883", "-", "a" * 300, "300.1.2.3", "brok er", "*.local"):
    show("ERR_HOSTNAME_INVALID", wrap, client(), server_hostname=name)
show("ERR_NO_IDENTITY", ssl.wrap_socket, io.BytesIO(), server_side=True)
show("ERR_NO_ANCHORS", ssl.create_default_context().wrap_socket, io.BytesIO(), server_hostname="broker.local")
show("ERR_CIPHER_UNKNOWN", context().set_ciphers, ["TLS_RSA_WITH_AES_128_CBC_SHA"])
show("ERR_NO_CIPHERS", context().set_ciphers, [])
show("ERR_UNSUPPORTED", setattr, context(), "verify_flags", ssl.VERIFY_X509_STRICT)


def version_range():
    ctx = context()
    ctx.minimum_version = 0x0304
    ctx.maximum_version = 0x0303


show("ERR_VERSION_RANGE", version_range)


def limits():
    ctx = context()
    for n in range(9):
        ctx.pin_public_key(bytes(31) + bytes([n]))


show("ERR_LIMIT_REACHED", limits)
