# The emulated camera's hardware key, for a firmware with feature chip-trial: a chip's unit that no chip has uses it.

import hashlib

try:
    import qemu, ssl
except ImportError:
    print("SKIP")
    raise SystemExit
if "wrapping" not in ssl.hardware():
    print("SKIP")
    raise SystemExit

from slots import read, write

# Two cameras; and this one with a unit that fails always, now and then; that answers wrongly now and then, always (see
# src/crypto/chip/trial.rs).
MINE = b"m" * 31 + b"\0"
OTHER = b"o" * 31 + b"\0"
FAILS, FALTERS, ERRS, LIES = (MINE[:31] + bytes([kind]) for kind in (1, 2, 3, 4))

# The secret number 1 on P-256, wrapped with MINE by another program: AES-256-GCM of OpenSSL's.
ONE = bytes.fromhex(
    "63616d746c732077010130313233343536373839616244a8e90dcc7fd61f3de494ac36755919"
    "9ee66a0e05a69f03a0676ec84d5cb63e2ef2307e6d1d314c541d46b75bce1ade3c2267d3"
)


def told(call, *args, **kwargs):
    try:
        return "done" if call(*args, **kwargs) is None else "it gave something"
    except OSError as er:
        return "%d %s" % er.args


# The file with another byte at a place, and with the digest that it has then.
def changed(data, place, digest=False):
    data = bytearray(data)
    data[place] ^= 1
    if digest:
        data[-4:] = hashlib.sha256(data[:-4]).digest()[:4]
    return bytes(data)
