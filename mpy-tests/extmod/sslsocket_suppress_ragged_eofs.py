# suppress_ragged_eofs=False makes an end without close_notify a failure: what was read before stays read.

import pipe, refused


def connect(**kwargs):
    c, s = pipe.pair()
    client, server = pipe.client_context(), pipe.server_context()
    return (
        client.wrap_socket(c, server_hostname="broker.local", do_handshake_on_connect=False, **kwargs),
        server.wrap_socket(s, server_side=True, do_handshake_on_connect=False),
        s,
    )


for suppress in (True, False):
    c, s, b = connect(suppress_ragged_eofs=suppress)
    print(pipe.handshake(c, s), c.truncated)
    s.write(b"half of a messa")
    b.ioctl(4, 0)
    print(c.read(15), c.truncated)
    if suppress:
        print(c.read(15))
    else:
        refused.show(lambda: c.read(15), "cut")
        refused.show(lambda: c.read(15), "cut")
    print(c.truncated)
    c.close()

# An orderly end is none.
c, s, b = connect(suppress_ragged_eofs=False)
print(pipe.handshake(c, s))
s.close()
print(c.read(1), c.truncated)
