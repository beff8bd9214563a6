# Verification without a name to look for is refused, naming the argument and the switch.

import pipe, refused, ssl

ctx = pipe.client_context()
refused.show(lambda: ctx.wrap_socket(pipe.pair()[0]), "server_hostname", "check_hostname")


def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


refused.show(lambda: ssl.wrap_socket(pipe.pair()[0], cadata=read("ca.der")), "server_hostname")
ctx.check_hostname = False
print(ctx.wrap_socket(pipe.pair()[0], do_handshake_on_connect=False) is not None)
