# ssl.wrap_socket with everything as arguments, in MicroPython's order and by name.

import pipe, ssl


def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


a, b = pipe.pair()
c = ssl.wrap_socket(a, cadata=read("ca.der"), server_hostname="broker.local", do_handshake=False)
s = ssl.wrap_socket(b, True, read("server.key.der"), read("server.der"), do_handshake=False)
print(pipe.handshake(c, s))

# Without trust anchors a client is not verified, as it always was; the first one says so on the console.
a, b = pipe.pair()
c = ssl.wrap_socket(a, do_handshake=False)
s = ssl.wrap_socket(b, server_side=True, key="/rom/server.key.der", cert="/rom/server.der", do_handshake=False)
ssl.warn_unverified = False
print(pipe.handshake(c, s))

# An object that is no stream is a matter of types.
for wrong in (None, 7, "socket"):
    try:
        ssl.wrap_socket(wrong, do_handshake=False)
    except (TypeError, OSError) as er:
        print("refused")
