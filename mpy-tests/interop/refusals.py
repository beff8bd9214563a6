# Real servers that must not be trusted: wrap_socket raises, with the right code, in both versions.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    for name, hostname, words in (
        ("expired", "broker.local", ("broker.local", "expired")),
        ("early", "broker.local", ("not valid",)),
        ("other-name", "broker.local", ("other.local", "broker.local")),
        ("common-name", "broker.local", ("subjectAltName",)),
        ("stranger", "broker.local", ("Elsewhere Root",)),
        ("tampered", "broker.local", ()),
        ("client-only", "broker.local", ("serverAuth",)),
    ):
        server = peer.openssl("s_server -accept {port} -www -%s -cert %s.pem -key %s.key.pem" % (version, name, name))
        try:
            pipe.client_context().wrap_socket(server.connect(), server_hostname=hostname)
            print(name, "accepted")
        except Exception as er:
            print(version, name, refused.describe(er, *words))
