# A server that asks its clients without demanding: each gets its connection, and the verdict tells who it is.

import pipe, refused

for version in pipe.VERSIONS:
    for name in (None, "client", "stranger-client", "expired-client", "server"):
        server = pipe.server_context()
        server.load_verify_locations("/rom/ca.der")
        server.verify_mode = pipe.ssl.CERT_OPTIONAL
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        if name:
            client.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
        c, s, _, _ = pipe.connections(client, server)
        print(name, pipe.handshake(c, s), refused.name_of(s.verify_result), None if s.getpeercert() is None else len(s.getpeercert()))
