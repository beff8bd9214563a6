# CERT_REQUIRED without trust anchors cannot trust anyone, and says so before the first byte.

import pipe, refused, ssl

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.verify_mode = ssl.CERT_REQUIRED
refused.show(lambda: ctx.wrap_socket(pipe.pair()[0], server_hostname="broker.local"), "load_verify_locations")
