# No version of TLS in common: both ends fail. A server without TLS 1.3 cannot know that it was the version.

import pipe, refused

TLS12, TLS13 = pipe.VERSIONS
for ours, theirs in ((TLS13, TLS12), (TLS12, TLS13)):
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = ours
    server.minimum_version = server.maximum_version = theirs
    c, s, _, _ = pipe.connections(client, server)
    er = None
    for _ in range(100):
        try:
            s.read(1)
        except OSError as caught:
            er = er or caught
        try:
            c.read(1)
        except OSError as caught:
            print(type(er) is OSError)
            print(refused.describe(caught))
            break
