# A file that was cut short says at which byte.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
with open("/rom/truncated.der", "rb") as f:
    offset = str(len(f.read()))
refused.show(lambda: ctx.load_verify_locations("/rom/truncated.der"), offset)
refused.show(lambda: ctx.load_cert_chain("/rom/truncated.der", "/rom/server.key.der"), offset)
refused.show(lambda: ctx.load_cert_chain("/rom/server.der", "/rom/key-truncated.der"))
refused.show(lambda: ctx.load_verify_locations("/rom/empty.der"))
