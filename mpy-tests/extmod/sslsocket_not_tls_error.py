# A peer that does not speak TLS is told by what it said.

import pipe, refused

for answer in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"220 mail.example ESMTP\r\n"):
    c, _, a, _ = pipe.connections()
    a.arrived.extend(answer)
    refused.show(lambda: c.read(1))
_, s, _, b = pipe.connections()
b.arrived.extend(b"GET / HTTP/1.1\r\n\r\n")
refused.show(lambda: s.read(1))
