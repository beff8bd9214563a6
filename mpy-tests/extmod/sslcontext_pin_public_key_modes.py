# Pins beside a chain: with CERT_REQUIRED both must be right, and without anchors the pin alone decides, whatever the dates and
# however the clock stands. Servers pin their clients' keys.

try:
    from machine import RTC
except ImportError:
    print("SKIP")
    raise SystemExit

import hashlib, pipe, refused

ssl = pipe.ssl
ssl.warn_unverified = False


# SHA-256 of the SubjectPublicKeyInfo of a P-256 certificate, 91 bytes that begin so.
def pin(name):
    with open("/rom/" + name + ".der", "rb") as f:
        certificate = f.read()
    start = certificate.index(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"))
    return hashlib.sha256(certificate[start : start + 91]).digest()


def attempt(identity, anchors, *pins, mode=None, version=0):
    ctx = pipe.client_context(anchors)
    ctx.minimum_version = ctx.maximum_version = version
    ctx.pin_public_key(*(pin(name) for name in pins))
    if mode is not None:
        ctx.verify_mode = mode
    if anchors is None:
        ctx.check_hostname = False
    c, s, _, _ = pipe.connections(ctx, pipe.server_context(identity), None if anchors is None else "broker.local")
    er = pipe.refusal(c, s, 200)
    if er is not None:
        return refused.describe(er)
    return "accepted", refused.name_of(c.verify_result)


CA = "/rom/ca.der"
for version in pipe.VERSIONS:
    # Both, or neither.
    print(attempt("server", CA, "server", version=version))
    print(attempt("server", CA, "wild", "server", "expired", version=version))
    print(attempt("server", CA, "wild", version=version))
    print(attempt("expired", CA, "expired", version=version))
    print(attempt("stranger", CA, "stranger", version=version))
    # The pin alone.
    print(attempt("expired", None, "expired", version=version))
    print(attempt("server", None, "wild", "expired", version=version))

# With anchors, CERT_NONE and CERT_OPTIONAL tell what is wrong with the chain; the pin still holds.
for mode in (ssl.CERT_NONE, ssl.CERT_OPTIONAL):
    print(attempt("stranger", CA, "stranger", mode=mode))
    print(attempt("stranger", CA, "server", mode=mode))

# No clock is needed for a pin alone, but for a chain.
rtc = RTC()
now = rtc.datetime()
rtc.deinit()
print(attempt("server", None, "server"))
print(attempt("server", None, "wild"))
print(attempt("server", CA, "server"))
rtc.datetime(now)

# A server that pins demands a certificate, whoever issued it.
for version in pipe.VERSIONS:
    for name in ("stranger-client", "client", None):
        server = pipe.server_context()
        server.pin_public_key(pin("stranger-client"))
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        if name:
            client.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        c, s, _, _ = pipe.connections(client, server)
        er = pipe.refusal(s, c, 200)
        print(name, (s.verify_result, s.getpeercert()) if er is None else refused.describe(er))
