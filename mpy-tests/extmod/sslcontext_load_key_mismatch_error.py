# A key that does not belong to the certificate is refused when it is loaded.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
for name in ("client.key.der", "rsa.key.der", "p384.key.der", "rsa-client.pkcs1.der", "client.sec1.der"):
    refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/" + name))
refused.show(lambda: ctx.load_cert_chain("/rom/rsa.der", "/rom/rsa-client.key.der"))
