# PEM is refused by saying so, and how to convert it: certificate and key, from a path and from bytes.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
with open("/rom/ca.pem", "rb") as f:
    pem = f.read()
refused.show(lambda: ctx.load_verify_locations("/rom/ca.pem"), "PEM", "openssl x509", "-outform DER")
refused.show(lambda: ctx.load_verify_locations(cadata=pem), "openssl x509")
refused.show(lambda: ctx.load_cert_chain("/rom/server.pem", "/rom/server.key.der"), "openssl x509")
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/server.key.pem"), "PEM", "openssl pkey", "-outform DER")
# Bytes before the first line do not hide it.
refused.show(lambda: ctx.load_verify_locations(cadata=b"subject=CN = Root\n" + pem), "openssl x509")
