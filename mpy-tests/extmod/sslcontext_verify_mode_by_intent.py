# Nobody set verify_mode: trust anchors turn verification on for a client, whatever the order of calls. A server never demands
# client certificates by anchors alone.

try:
    import ssl, tls
except ImportError:
    print("SKIP")
    raise SystemExit

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
print(ctx.verify_mode == ssl.CERT_NONE)
ctx.load_verify_locations("/rom/ca.der")
print(ctx.verify_mode == ssl.CERT_REQUIRED)

# What was set stays set.
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.verify_mode = ssl.CERT_NONE
ctx.load_verify_locations("/rom/ca.der")
print(ctx.verify_mode == ssl.CERT_NONE)
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ctx.load_verify_locations("/rom/ca.der")
ctx.check_hostname = False
ctx.verify_mode = ssl.CERT_NONE
print(ctx.verify_mode == ssl.CERT_NONE)

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
ctx.load_verify_locations("/rom/ca.der")
print(ctx.verify_mode == ssl.CERT_NONE)

# tls requires for clients, as it always did.
print(tls.SSLContext(tls.PROTOCOL_TLS_CLIENT).verify_mode == tls.CERT_REQUIRED)
print(tls.SSLContext(tls.PROTOCOL_TLS_SERVER).verify_mode == tls.CERT_NONE)
