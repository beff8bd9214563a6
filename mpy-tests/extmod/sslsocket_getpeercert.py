# getpeercert() tells of a peer only what was verified: a dict when its chain was, an empty one when it was not, None when it
# has no certificate. getpeerchain() is what it sent, its own certificate first.

import pipe, refused


def read(name):
    with open("/rom/" + name + ".der", "rb") as f:
        return f.read()


def client(mode, version=0):
    ctx = pipe.client_context()
    ctx.verify_mode = mode
    ctx.minimum_version = ctx.maximum_version = version
    return ctx


pipe.ssl.warn_unverified = False
NONE, OPTIONAL, REQUIRED = pipe.ssl.CERT_NONE, pipe.ssl.CERT_OPTIONAL, pipe.ssl.CERT_REQUIRED

for version in pipe.VERSIONS:
    c, s, _, _ = pipe.connections(client(REQUIRED, version))
    print(c.getpeercert(), c.getpeercert(True), c.getpeerchain())
    print(pipe.handshake(c, s))
    cert = c.getpeercert()
    print(sorted(cert))
    print(cert["subject"], cert["issuer"], cert["version"])
    print(cert["subjectAltName"])
    print(len(cert["notAfter"]), cert["notBefore"][-4:], int(cert["serialNumber"], 16) > 0)
    print(c.getpeercert(binary_form=True) == read("server"), c.getpeercert(False) == cert)
    # The client showed none.
    print(s.getpeercert(), s.getpeercert(True), s.getpeerchain())
    c.close()
    s.close()
    print(c.getpeercert(), c.getpeerchain())

# A chain, and one certificate more that no path needs.
server = pipe.ssl.SSLContext(pipe.ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(read("deep") + read("issuing") + read("other-ca"), "/rom/deep.key.der")
c, s, _, _ = pipe.connections(server=server)
print(pipe.handshake(c, s), c.getpeerchain() == [read("deep"), read("issuing"), read("other-ca")])
print(c.getpeercert()["issuer"])

# Not verified: nothing is told, but the bytes are there.
for mode, identity in ((OPTIONAL, "server"), (OPTIONAL, "expired"), (NONE, "stranger")):
    c, s, _, _ = pipe.connections(client(mode), pipe.server_context(identity))
    print(pipe.handshake(c, s), refused.name_of(c.verify_result), len(c.getpeercert()), c.getpeercert(True) == read(identity))
c, s, _, _ = pipe.connections(pipe.client_context(None))
print(pipe.handshake(c, s), c.verify_result, c.getpeercert(), c.getpeercert(True) == read("server"))

# A server sees its client.
server = pipe.server_context()
server.load_verify_locations("/rom/ca.der")
server.verify_mode = REQUIRED
ctx = pipe.client_context()
ctx.load_cert_chain("/rom/client.der", "/rom/client.key.der")
c, s, _, _ = pipe.connections(ctx, server)
print(pipe.handshake(c, s), s.getpeercert()["subject"], s.getpeerchain() == [read("client")])
