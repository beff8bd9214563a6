# No version of TLS in common with a real server.

import peer, pipe, refused

ctx = pipe.client_context()
server = peer.openssl("s_server -accept {port} -www -tls1_1 -cipher ALL:@SECLEVEL=0 -cert server.pem -key server.key.pem")
refused.show(lambda: ctx.wrap_socket(server.connect(), server_hostname="broker.local"), "version")
ctx.minimum_version = ctx.maximum_version = 0x0304
server = peer.openssl("s_server -accept {port} -www -tls1_2 -cert server.pem -key server.key.pem")
refused.show(lambda: ctx.wrap_socket(server.connect(), server_hostname="broker.local"), "version")
