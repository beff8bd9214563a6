# Verdicts: the peer's certificates were read and are not trusted.

import ssl

import pipe
from provoke import FORGED, client, forged, server, show


def verdict(name, chain, hostname="broker.local", anchors="root", **kwargs):
    show(name, ssl.verify_certificate, FORGED + chain + ".der", FORGED + anchors + ".der", hostname, **kwargs)


verdict("ERR_CERT_EXPIRED", "expired")
verdict("ERR_CERT_NOT_YET_VALID", "early")
verdict("ERR_NAME_MISMATCH", "server", "camera.local")
verdict("ERR_NAME_MISMATCH", "other-names")
verdict("ERR_NAME_MISMATCH", "server", "192.0.2.7")
verdict("ERR_NAME_MISMATCH", "mailbox")
verdict("ERR_NAME_ONLY_COMMON", "common-name")
verdict("ERR_NAME_ONLY_COMMON", "common-address", "192.0.2.7")
verdict("ERR_UNKNOWN_ISSUER", "stranger")
verdict("ERR_SELF_SIGNED", "self-signed")
verdict("ERR_BAD_SIGNATURE", "tampered", None)
verdict("ERR_WRONG_PURPOSE", "for-clients")
verdict("ERR_WRONG_PURPOSE", "server", None, server=False)
verdict("ERR_WRONG_PURPOSE", "issuing-for-clients")
verdict("ERR_KEY_USAGE", "no-signatures")
verdict("ERR_KEY_USAGE", "no-certificate-signing")
verdict("ERR_NOT_A_CA", "no-authority")
verdict("ERR_PATH_LENGTH", "short-path")
for form in ("dns", "ip", "email", "directory", "unknown"):
    verdict("ERR_NAME_CONSTRAINT", "constrained-" + form)
verdict("ERR_NAME_CONSTRAINT", "excluded")
verdict("ERR_CRITICAL_EXTENSION", "critical")
verdict("ERR_WEAK_KEY", "rsa1024")
verdict("ERR_KEY_TOO_LARGE", "rsa4104")
verdict("ERR_KEY_UNSUPPORTED", "ed25519")
verdict("ERR_KEY_UNSUPPORTED", "p521")
verdict("ERR_WEAK_SIGNATURE", "sha1")
verdict("ERR_WEAK_SIGNATURE", "md5")
verdict("ERR_SIGNATURE_UNSUPPORTED", "signed-with-ed25519")
verdict("ERR_PATH_BUDGET", "many")
verdict("ERR_CERT_MALFORMED", "version-4")
verdict("ERR_CERT_MALFORMED", "serial-padded")
verdict("ERR_CERT_MALFORMED", "half-a-usage")

# The rules of RFC 5280 that have no code of their own.
for rule in (
    "version",
    "issuer",
    "serial-zero",
    "serial-negative",
    "serial-long",
    "subject-key-critical",
    "authority-key-critical",
    "key-identifiers",
    "policy-constraints",
    "authority-nameless",
    "signs",
    "constrains",
    "path-length",
    "no-usage",
    "basic",
    "nameless",
    "names-malformed",
    "names-empty",
    "names-critical",
    "no-subject-key",
    "no-authority-key",
    "constraints-malformed",
    "purposes",
):
    verdict("ERR_CERT_NONCONFORMING", "rule-" + rule, None)
verdict("ERR_CERT_NONCONFORMING", "rule-address", "192.0.2.7")


# What only a handshake can find.
def handshake(name, ctx, side="client", peer=None):
    def meet():
        theirs = peer or server()
        ends = pipe.connections(*((ctx, theirs) if side == "client" else (theirs, ctx)))[:2]
        raise pipe.refusal(*(ends if side == "client" else reversed(ends)))

    show(name, meet)


def revocation(name, crl, anchors="root"):
    ctx = client(anchors)
    ctx.verify_flags = ssl.VERIFY_CRL_CHECK_LEAF
    if crl:
        ctx.load_verify_locations(crl=FORGED + crl + ".der")
    handshake(name, ctx)


revocation("ERR_CERT_REVOKED", "crl-revoked")
revocation("ERR_CRL_MISSING", None)
revocation("ERR_CRL_EXPIRED", "crl-expired")
revocation("ERR_CRL_NOT_YET_VALID", "crl-early")
revocation("ERR_CRL_BAD_SIGNATURE", "crl-tampered")
revocation("ERR_CRL_WRONG_ISSUER", "crl", "root-no-lists")
for crl in ("delta", "partial", "critical", "numberless", "plain", "endless", "sha1"):
    revocation("ERR_CRL_UNSUPPORTED", "crl-" + crl)

ctx = client()
ctx.pin_public_key(bytes(32))
handshake("ERR_PIN_MISMATCH", ctx)

ctx = client()
ctx.verify_callback = lambda certificate, depth: 5
handshake("ERR_CALLBACK_REFUSED", ctx)

handshake("ERR_PEER_CERT_MISSING", server(anchors="root"), "server", client())
