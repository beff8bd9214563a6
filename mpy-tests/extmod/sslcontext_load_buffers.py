# Certificates and keys come from a path on any file system, or from any object that holds bytes.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit


def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


for name in ("ca.der", "server.der", "server.key.der", "server.sec1.der", "rsa.der", "rsa.pkcs1.der"):
    with open("/flash/" + name, "wb") as f:
        f.write(read(name))

for kind in (bytes, bytearray, memoryview, lambda data: memoryview(bytearray(data))):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations(cadata=kind(read("ca.der")))
    ctx.load_cert_chain(kind(read("server.der")), kind(read("server.key.der")))
    ctx.load_cert_chain(kind(read("server.der")), kind(read("server.sec1.der")))
    ctx.load_cert_chain(kind(read("rsa.der")), kind(read("rsa.pkcs1.der")))
    print(ctx.verify_mode)

for folder in ("/rom/", "/flash/"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations(folder + "ca.der")
    ctx.load_verify_locations(cafile=folder + "ca.der")
    ctx.load_cert_chain(folder + "server.der", folder + "server.key.der")
    ctx.load_cert_chain(folder + "rsa.der", folder + "rsa.pkcs1.der")
    print(ctx.verify_mode)

for wrong in (1, [1, 2]):
    try:
        ctx.load_cert_chain(wrong, wrong)
    except TypeError:
        print("TypeError")
