# A pinned key alone tells who the peer is: no chain, no clock, and no line about unverified connections.

import hashlib, pipe, refused

pipe.ssl.warn_unverified = True


# The SubjectPublicKeyInfo of a P-256 certificate is the 91 bytes that begin so.
def public_key(certificate):
    start = certificate.index(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"))
    return certificate[start : start + 91]


with open("/rom/server.der", "rb") as f:
    right = hashlib.sha256(public_key(f.read())).digest()
wrong = hashlib.sha256(b"another key").digest()

for pins in ((right,), (wrong, right), (wrong,)):
    ctx = pipe.ssl.SSLContext(pipe.ssl.PROTOCOL_TLS_CLIENT)
    ctx.pin_public_key(*pins)
    c, s, _, _ = pipe.connections(ctx)
    if right in pins:
        print(pipe.handshake(c, s))
    else:
        print(refused.describe(pipe.refusal(c, s), "not pinned"))

refused.show(lambda: ctx.pin_public_key(b"short"), "32 bytes")
