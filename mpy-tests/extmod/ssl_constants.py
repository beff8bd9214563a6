# The constants that scripts use, in ssl and in tls; one implementation under both names.

try:
    import ssl, tls
except ImportError:
    print("SKIP")
    raise SystemExit

print(ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER)
print(ssl.CERT_NONE, ssl.CERT_OPTIONAL, ssl.CERT_REQUIRED)
for name in ("PROTOCOL_TLS_CLIENT", "PROTOCOL_TLS_SERVER", "CERT_NONE", "CERT_OPTIONAL", "CERT_REQUIRED"):
    print(getattr(ssl, name) == getattr(tls, name))
print("3.6" in tls.MBEDTLS_VERSION)
# Every failure is an OSError: there is no class of its own to catch.
print(hasattr(ssl, "SSLError"))
