# A timeout of the transport is its own ETIMEDOUT, with its own arguments; it cannot be mistaken for a refusal.

import errno, peer, pipe

ctx = pipe.client_context()
s = peer.plain(hold=True).connect()
s.settimeout(0.3)
try:
    ctx.wrap_socket(s, server_hostname="broker.local")
except OSError as er:
    print(type(er) is OSError, er.errno in (errno.ETIMEDOUT, errno.EAGAIN), er.errno > 0)
s.close()
