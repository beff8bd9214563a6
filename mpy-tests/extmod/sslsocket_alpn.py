# Application protocols: the server chooses, by its own preference, what both have.

import pipe, refused


def attempt(version, at_client, at_server):
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    if at_client is not None:
        client.set_alpn_protocols(at_client)
    if at_server is not None:
        server.set_alpn_protocols(at_server)
    return pipe.connections(client, server)


for version in pipe.VERSIONS:
    for at_client, at_server in (
        (["h2", "http/1.1"], ["http/1.1"]),
        (["mqtt", "h2"], [b"h2", "mqtt"]),
        (["h2"], None),
        (None, ["h2"]),
        (["h2"], []),
        (["x" * 255, "y"], ["x" * 255]),
    ):
        c, s, _, _ = attempt(version, at_client, at_server)
        before = c.selected_alpn_protocol()
        pipe.handshake(c, s)
        chosen = c.selected_alpn_protocol()
        print(before, chosen and chosen[:10], chosen == s.selected_alpn_protocol())
        c.close()
        print(c.selected_alpn_protocol())

    # Nothing in common.
    c, s, _, _ = attempt(version, ["h2"], ["mqtt"])
    try:
        c.write(b"?")
        s.read(1)
    except OSError as er:
        print("server", refused.describe(er))
    refused.show(lambda: c.read(1), "set_alpn_protocols")

ctx = pipe.client_context()
for names in ([""], ["x" * 256], ["a\0b"], ["n%d" % i for i in range(9)]):
    refused.show(lambda: ctx.set_alpn_protocols(names), "ALPN")
try:
    ctx.set_alpn_protocols([1])
except TypeError:
    print("TypeError")
