# Each kind of file in each place where another belongs is refused by a name of its own, and the context stays as it was.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

FILES = (
    "ca.pem",
    "server.key.pem",
    "crl.pem",
    "encrypted.der",
    "request.der",
    "public.der",
    "server.der",
    "server.key.der",
    "server.sec1.der",
    "rsa.pkcs1.der",
    "crl.der",
    "text.der",
    "empty.der",
    "parameters.der",
    "container.der",
    "container7.der",
    "ed25519.key.der",
    "ed448.key.der",
    "x25519.key.der",
    "ed25519.der",
    "secp256k1.key.der",
    "p521.key.der",
    "explicit.der",
    "rsa1024.key.der",
    "rsa4104.key.der",
    "rsa1024.der",
    "truncated.der",
    "trailing.der",
    "key-truncated.der",
    "other.der",
    "binary.der",
)

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
for name in FILES:
    path = "/rom/" + name
    codes = []
    for load in (
        lambda: ctx.load_cert_chain(path, "/rom/server.key.der"),
        lambda: ctx.load_cert_chain("/rom/server.der", path),
        lambda: ctx.load_verify_locations(path),
        lambda: ctx.load_verify_locations(crl=path),
    ):
        try:
            load()
            codes.append("-")
        except Exception as er:
            codes.append(refused.describe(er)[len("OSError ERR_") :])
    print(name, *codes)

# What was right in its place is all that was loaded: a client that has no anchor does not verify.
for wrong in ("ca.pem", "truncated.der", "trailing.der", "crl.der", "empty.der"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        ctx.load_verify_locations("/rom/" + wrong)
    except OSError:
        print(wrong, ctx.verify_mode)
