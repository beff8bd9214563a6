# Loading: a certificate, key or list that is not what it should be.

import ssl

from provoke import forged, show

certificate, key, crl = forged("server"), forged("leaf.key"), forged("crl")
issuing = forged("issuing")


def context():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def identity(name, cert, key=key):
    show(name, context().load_cert_chain, cert, key)


def private(name, key):
    identity(name, certificate, key)


def anchor(name, data):
    show(name, context().load_verify_locations, cadata=data)


def lists(name, data):
    show(name, context().load_verify_locations, crl=data)


anchor("ERR_PEM_NOT_DER", forged("server", ".pem.txt"))
private("ERR_PEM_NOT_DER", forged("key", ".pem.txt"))
private("ERR_KEY_ENCRYPTED", forged("key-encrypted"))
identity("ERR_IS_REQUEST", forged("request"))
identity("ERR_IS_PUBLIC_KEY", forged("public"))
private("ERR_IS_PUBLIC_KEY", forged("public"))
private("ERR_IS_CERTIFICATE", certificate)
anchor("ERR_IS_PRIVATE_KEY", key)
anchor("ERR_IS_CRL", crl)
private("ERR_IS_CRL", crl)
lists("ERR_IS_CERTIFICATE", certificate)
identity("ERR_IS_CONTAINER", forged("container"))
private("ERR_IS_CONTAINER", forged("container"))
private("ERR_IS_CURVE_PARAMETERS", forged("key-parameters"))
anchor("ERR_IS_TEXT", b"/flash/ca.der\n")
anchor("ERR_FILE_EMPTY", b"")
anchor("ERR_NOT_DER", b"\x89PNG\r\n\x1a\n" + bytes(20))
private("ERR_NOT_DER", b"\0" * 32)
anchor("ERR_TRUNCATED", forged("fixed")[:300])
anchor("ERR_TRAILING_JUNK", forged("fixed") + b"\r\n")
anchor("ERR_MALFORMED", forged("malformed"))
private("ERR_EDWARDS_KEY", forged("key-ed25519"))
for curve in ("secp256k1", "p521", "brainpool"):
    private("ERR_CURVE_UNSUPPORTED", forged("key-" + curve))
private("ERR_CURVE_EXPLICIT", forged("key-explicit"))
private("ERR_CURVE_MISSING", forged("key-curveless"))
private("ERR_RSA_TOO_SHORT", forged("key-rsa1024"))
private("ERR_RSA_TOO_LONG", forged("key-rsa4104"))
private("ERR_KEY_KIND_UNSUPPORTED", forged("key-dsa"))
private("ERR_KEY_KIND_UNSUPPORTED", forged("key-pss"))
private("ERR_KEY_MISMATCH", forged("other.key"))
show("ERR_IDENTITY_INCOMPLETE", ssl.wrap_socket, None, cert=certificate)
show("ERR_IDENTITY_INCOMPLETE", ssl.wrap_socket, None, key=key)
identity("ERR_TOO_MANY_CERTS", certificate + 10 * issuing)
private("ERR_KEY_UNREADABLE", forged("key-unreadable"))
identity("ERR_LIMIT_REACHED", forged("large"))
identity("ERR_KEY_MISMATCH", forged("ed25519"))
anchor("ERR_CERT_MALFORMED", forged("version-4"))
lists("ERR_CRL_MALFORMED", forged("crl-malformed"))
