# The peer's refusal is told apart from our own: its alert by name, with what it means for us.

import pipe, refused

for version in pipe.VERSIONS:
    for name, words in (("stranger-client", "unknown_ca"), (None, "certificate")):
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        if name:
            client.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        server = pipe.server_context()
        server.load_verify_locations("/rom/ca.der")
        server.verify_mode = pipe.ssl.CERT_REQUIRED
        c, s, _, _ = pipe.connections(client, server)
        er = None
        for _ in range(200):
            try:
                s.read(1)
            except OSError as caught:
                er = er or caught
            try:
                c.read(1)
            except OSError as caught:
                print(refused.describe(er))
                print(refused.describe(caught, words))
                break
