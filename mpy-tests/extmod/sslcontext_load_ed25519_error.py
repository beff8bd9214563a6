# An Ed25519 key is refused by its name, and by what to use.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
refused.show(lambda: ctx.load_cert_chain("/rom/ed25519.der", "/rom/ed25519.key.der"), "Ed25519", "prime256v1")
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/ed25519.key.der"), "Ed25519", "prime256v1")
