# The transport of a handshake that failed is closed with the connection: by close() when it was deferred, at once when wrap_socket raised.

import pipe

c, s, a, _ = pipe.connections(server=pipe.server_context("expired"))
er = pipe.refusal(c, s)
print(type(er) is OSError)
c.close()
print(a.closed)
