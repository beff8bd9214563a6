# Connections that a script forgets instead of closing: the collector finds them, and what they held serves the next ones.

import gc, pipe

for version in pipe.VERSIONS:
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    client.max_handshakes = server.max_handshakes = None
    done = 0
    for n in range(60):
        c, s, _, _ = pipe.connections(client, server)
        # Some of them in mid-handshake.
        if n % 3 == 2:
            c.read(1)
            s.read(1)
            done += 1
        else:
            done += pipe.handshake(c, s)
    print(hex(version), done)
