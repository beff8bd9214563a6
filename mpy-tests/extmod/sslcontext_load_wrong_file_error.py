# A file in the wrong place is named for what it is.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
for name, words in (
    ("server.key.der", "private key"),
    ("request.der", "request"),
    ("public.der", "public key"),
    ("crl.der", "revocation list"),
    ("text.der", "text"),
):
    refused.show(lambda: ctx.load_verify_locations("/rom/" + name), words)
for name, words in (("server.der", "certificate"), ("public.der", "public key"), ("text.der", "text")):
    refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/" + name), words)
