# Keys of a size, curve or form that is not offered are refused by name.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
refused.show(lambda: ctx.load_cert_chain("/rom/rsa1024.der", "/rom/rsa1024.key.der"), "1024", "P-256")
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/secp256k1.key.der"), "prime256v1")
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/p521.key.der"), "prime256v1")
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/explicit.der"))
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/encrypted.der"), "openssl")
