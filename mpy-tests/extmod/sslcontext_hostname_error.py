# A host name that is none is refused where it is given: empty, with an embedded NUL, a URL, too long.

import pipe, refused

ctx = pipe.client_context()


def wrap(hostname):
    ctx.wrap_socket(pipe.pair()[0], server_hostname=hostname, do_handshake_on_connect=False)


for hostname in (
    "",
    "broker.local\0.evil",
    "\0",
    "broker local",
    "https://broker.local",
    "broker.local:443",
    "broker..local",
    "*.example.local",
    "a" * 300,
):
    refused.show(lambda: wrap(hostname))
try:
    wrap(7)
except TypeError:
    print("TypeError")
