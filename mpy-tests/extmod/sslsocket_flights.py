# Each flight of a handshake is one write: over TCP many small ones wait for each other.

import pipe


class Counted(pipe.Pipe):
    writes = 0

    def write(self, buf):
        self.writes += 1
        return super().write(buf)


for version in pipe.VERSIONS:
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    a, b = Counted(), Counted()
    a.other, b.other = b, a
    c = client.wrap_socket(a, server_hostname="broker.local", do_handshake_on_connect=False)
    s = server.wrap_socket(b, server_side=True, do_handshake_on_connect=False)
    print(pipe.handshake(c, s))
    # Less the byte that each has sent since. A TLS 1.3 server's second flight is its ticket.
    print(a.writes - 1, b.writes - 1)
