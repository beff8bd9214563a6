# A protocol that is none of the constants is refused: SSLContext(99) made a client once.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

for protocol in (99, -1, 4):
    refused.show(lambda: ssl.SSLContext(protocol))
try:
    ssl.SSLContext("client")
except TypeError:
    print("TypeError")
