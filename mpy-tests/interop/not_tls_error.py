# Servers that do not speak TLS: one that greets, one that answers, one that hangs up, nobody at all.

import errno, peer, pipe, refused

ctx = pipe.client_context()
for server in (
    peer.plain(b"220 mail.example ESMTP\r\n", hold=True),
    peer.plain(b"HTTP/1.1 400 Bad Request\r\n\r\n", after=True),
    peer.plain(b"", after=True),
):
    refused.show(lambda: ctx.wrap_socket(server.connect(), server_hostname="broker.local"))
s = peer.plain(b"")
s.stop()
try:
    ctx.wrap_socket(s.connect(), server_hostname="broker.local")
except OSError as er:
    print(type(er) is OSError, er.errno == errno.ECONNREFUSED)
