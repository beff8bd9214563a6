# CERT_REQUIRED without trust anchors cannot trust anyone, and says so before the first byte.

import pipe, refused, ssl

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.verify_mode = ssl.CERT_REQUIRED
a, _ = pipe.pair()
refused.show(lambda: ctx.wrap_socket(a, server_hostname="broker.local"), "load_verify_locations")
print(bytes(a.sent))

# Who defers the handshake is told by it, as of everything else that is wrong with it.
deferred = ctx.wrap_socket(a, server_hostname="broker.local", do_handshake_on_connect=False)
for call in (deferred.do_handshake, lambda: deferred.write(b"x"), lambda: deferred.read(1)):
    refused.show(call, "load_verify_locations")
print(bytes(a.sent))
deferred.close()
print(a.closed)

server = pipe.server_context()
server.verify_mode = ssl.CERT_REQUIRED
_, s, _, b = pipe.connections(server=server)
refused.show(s.do_handshake, "load_verify_locations")
