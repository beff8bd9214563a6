# A server without certificate and key says so.

import pipe, refused, ssl

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
refused.show(lambda: ctx.wrap_socket(pipe.pair()[0], server_side=True), "load_cert_chain")
