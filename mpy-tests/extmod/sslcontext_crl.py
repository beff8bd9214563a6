# Revocation lists: what is revoked is refused, and so is what no good list of its issuer vouches for; each for its own reason.

import pipe, refused

LEAF, CHAIN = pipe.ssl.VERIFY_CRL_CHECK_LEAF, pipe.ssl.VERIFY_CRL_CHECK_CHAIN


def attempt(identity, flags, *lists, anchor="ca", words=()):
    client = pipe.client_context("/rom/" + anchor + ".der")
    for name in lists:
        client.load_verify_locations(crl="/rom/" + name + ".der")
    client.verify_flags |= flags
    server = pipe.ssl.SSLContext(pipe.ssl.PROTOCOL_TLS_SERVER)
    chain = "/rom/" + identity + (".chain.der" if identity in ("deep", "below-lost") else ".der")
    server.load_cert_chain(chain, "/rom/" + identity + ".key.der")
    c, s, _, _ = pipe.connections(client, server)
    er = pipe.refusal(c, s, 200)
    return "accepted" if er is None else refused.describe(er, *words)


# Lists are looked at only on demand.
print(attempt("revoked", 0, "crl-revoking"))
print(attempt("server", LEAF, "crl"))
print(attempt("server", LEAF, "crl-revoking"))
print(attempt("revoked", LEAF, "crl-revoking", words=("'broker.local' was revoked on 20",)))

# Lists that are no good.
print(attempt("server", LEAF, words=("no revocation list of 'Example Root'",)))
print(attempt("server", LEAF, "crl-elsewhere", words=("no revocation list of 'Example Root'",)))
print(attempt("server", LEAF, "crl-expired", words=("'Example Root' ran out on", "3 days before")))
print(attempt("server", LEAF, "crl-early", words=("'Example Root' is from", "is the clock right?")))
print(attempt("server", LEAF, "crl-forged", words=("not signed by 'Example Root'",)))
print(attempt("server", LEAF, "crl-unsigned", words=("not signed by 'Example Root'",)))
print(attempt("no-crl", LEAF, "crl-no-crl", anchor="no-crl-ca", words=("'Example Root Without Lists' may not",)))

# One good list is enough, whatever else is loaded; one that revokes is enough to refuse.
print(attempt("server", LEAF, "crl-expired", "crl-forged", "crl"))
print(attempt("revoked", LEAF, "crl-revoking", "crl-expired", "crl-forged"))

# Intermediates count with CHECK_CHAIN alone, and then each needs the list of its own issuer.
print(attempt("below-lost", LEAF, "crl-lost"))
print(attempt("below-lost", CHAIN, "crl-lost", "crl-revoking", words=("'Example Lost Issuing' was revoked",)))
print(attempt("deep", CHAIN, "crl-issuing", "crl-revoking"))
print(attempt("deep", CHAIN, "crl-issuing", words=("no revocation list of 'Example Root'",)))
print(attempt("deep", CHAIN, "crl", words=("no revocation list of 'Example Issuing'",)))

# A server looks at its clients' certificates likewise, and tells them why.
for version in pipe.VERSIONS:
    for name in ("client", "revoked-client"):
        server = pipe.server_context()
        server.load_verify_locations("/rom/ca.der", crl="/rom/crl-revoking.der")
        server.verify_mode = pipe.ssl.CERT_REQUIRED
        server.verify_flags = LEAF
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        client.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        c, s, _, _ = pipe.connections(client, server)
        seen = ["accepted"] * 2
        for _ in range(200):
            for i, end in enumerate((s, c)):
                try:
                    end.read(1)
                except OSError as er:
                    seen[i] = refused.describe(er)
        print(*seen)
