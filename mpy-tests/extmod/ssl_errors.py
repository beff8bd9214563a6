# The catalogue's names are constants of ssl: each its own number, in the range that is ours.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import refused

names = refused.names()
codes = {getattr(ssl, name) for name in names}
print(len(names) >= 40)
print(len(codes) == len(names))
print(all(-0x8FFF <= code <= -0x8001 for code in codes))
