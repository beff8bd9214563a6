# A file that is not there is the file system's own error, with a positive code.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import errno

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
for call in (
    lambda: ctx.load_verify_locations("/rom/absent.der"),
    lambda: ctx.load_cert_chain("/rom/absent.der", "/rom/server.key.der"),
    lambda: ctx.load_cert_chain("/rom/server.der", "/flash/absent.der"),
):
    try:
        call()
    except OSError as er:
        print(type(er) is OSError, er.errno == errno.ENOENT)
