# Bytes after a certificate or key that are no certificate are refused with their offset.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused


def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ca, cert, key = read("ca.der"), read("server.der"), read("server.key.der")
refused.show(lambda: ctx.load_verify_locations("/rom/trailing.der"), str(len(ca)))
refused.show(lambda: ctx.load_verify_locations(cadata=ca + b"\0"), str(len(ca)))
refused.show(lambda: ctx.load_cert_chain(cert + b"junk", key), str(len(cert)))
refused.show(lambda: ctx.load_cert_chain(cert, key + b"\n"), str(len(key)))
print(ctx.verify_mode)
