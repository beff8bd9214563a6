# verify_callback is asked about the accepted path alone, from the root down to the leaf, in both versions and both roles; what
# was refused before it cannot accept.

import pipe, refused

ssl = pipe.ssl


def read(name):
    with open("/rom/" + name + ".der", "rb") as f:
        return f.read()


NAMES = {read(name): name for name in ("ca", "issuing", "deep", "client", "server", "expired", "stranger-client", "other-ca")}
asked = []


def accepts(der, depth):
    asked.append((NAMES.get(der), depth))
    return 0


def refuses_the_leaf(der, depth):
    accepts(der, depth)
    return depth == 0


def raises(der, depth):
    accepts(der, depth)
    raise KeyError(depth)


def show(er):
    print(asked, "accepted" if er is None else refused.describe(er) if type(er) is OSError else repr(er))
    asked.clear()


for version in pipe.VERSIONS:
    for callback in (accepts, refuses_the_leaf, raises):
        # The client is asked: the chain holds a certificate that is on no path.
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        client.verify_callback = callback
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(read("deep") + read("other-ca") + read("issuing"), "/rom/deep.key.der")
        c, s, _, _ = pipe.connections(client, server)
        show(pipe.refusal(c, s, 200))

        # The server is.
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        client.load_cert_chain("/rom/client.der", "/rom/client.key.der")
        server = pipe.server_context()
        server.load_verify_locations("/rom/ca.der")
        server.verify_mode = ssl.CERT_REQUIRED
        server.verify_callback = callback
        c, s, _, _ = pipe.connections(client, server)
        show(pipe.refusal(s, c, 200))

    # Nobody is asked about what was refused.
    client = pipe.client_context()
    client.minimum_version = client.maximum_version = version
    client.verify_callback = accepts
    c, s, _, _ = pipe.connections(client, pipe.server_context("expired"))
    show(pipe.refusal(c, s, 200))
    client = pipe.client_context()
    client.minimum_version = client.maximum_version = version
    client.load_cert_chain("/rom/stranger-client.der", "/rom/stranger-client.key.der")
    server = pipe.server_context()
    server.load_verify_locations("/rom/ca.der")
    server.verify_mode = ssl.CERT_REQUIRED
    server.verify_callback = accepts
    c, s, _, _ = pipe.connections(client, server)
    show(pipe.refusal(s, c, 200))

# With CERT_OPTIONAL as well: a peer that it refuses gets no connection.
client = pipe.client_context()
client.verify_mode = ssl.CERT_OPTIONAL
client.verify_callback = refuses_the_leaf
c, s, _, _ = pipe.connections(client)
show(pipe.refusal(c, s, 200))

# Where no path was accepted and the handshake goes on, it is asked about the chain as it came: its answer is all that is checked.
for version in pipe.VERSIONS:
    for anchors in (None, "/rom/other-ca.der"):
        for callback in (accepts, refuses_the_leaf, raises):
            client = pipe.client_context(anchors)
            client.minimum_version = client.maximum_version = version
            client.verify_mode = ssl.CERT_OPTIONAL
            client.verify_callback = callback
            server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.load_cert_chain(read("deep") + read("issuing"), "/rom/deep.key.der")
            c, s, _, _ = pipe.connections(client, server)
            show(pipe.refusal(c, s, 200))
            print(c.verify_result == 0)
