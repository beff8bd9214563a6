# Where the firmware has no DTLS, its protocols are refused by name and their constants are absent; where it has, they are there.

import refused, ssl, tls

built_in = hasattr(ssl, "PROTOCOL_DTLS_CLIENT")
print(built_in == hasattr(ssl, "PROTOCOL_DTLS_SERVER") == hasattr(tls, "PROTOCOL_DTLS_CLIENT"))

for protocol in (2, 3):
    for module in (ssl, tls):
        try:
            module.SSLContext(protocol)
            print(built_in)
        except OSError as er:
            absent = (ssl.ERR_UNSUPPORTED, "this firmware has no DTLS: see Features in camtls's README")
            print(not built_in and er.args == absent)

# Nothing is left of the refused ones.
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.load_verify_locations("/rom/ca.der")
print(ctx.verify_mode == ssl.CERT_REQUIRED)
