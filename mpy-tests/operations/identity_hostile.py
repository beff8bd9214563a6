# Slots that a power cut, a PC or an enemy has left: what is not whole is no identity, and never hides one that is.

import blockdev, os, slots
from slots import context, generations, made, newest, ssl, write

blockdev.fresh("/disk")
D = "/disk/tls"
os.mkdir(D)
PATHS = [D + "/identity.%d" % slot for slot in (0, 1)]


def both(first, second):
    for path, data in zip(PATHS, (first, second)):
        if data is None:
            try:
                os.remove(path)
            except OSError:
                pass
        else:
            write(path, data)
    return newest(D)


good, other = made(7), made(8, "revoked-client")
print("both:", both(good, other), "swapped:", both(other, good))
print("one:", both(good, None), both(None, good))
print("none:", both(None, None))
print("the same generation:", both(made(7), made(7, "revoked-client")), both(made(7, "revoked-client"), made(7)))
for old, new in ((0xFFFFFFFF, 0), (0xFFFFFFFF, 1), (0x7FFFFFFF, 0x80000000), (0, 1)):
    print(hex(old), hex(new), both(made(old), made(new, "revoked-client")), both(made(new, "revoked-client"), made(old)))
# The next one after the last number.
both(made(0xFFFFFFFF), None)
ssl.install_identity(D, "/rom/revoked-client.der", "/rom/revoked-client.key.der")
print("after the last number:", generations(D), newest(D))

# Cut off anywhere; a byte changed anywhere; more behind it. The newer slot is damaged, the older is taken.
wrong = [n for n in range(0, len(other), 13) if both(good, other[:n]) != ["client"]]
print("cut off:", wrong)
wrong = []
for n in list(range(0, 48)) + list(range(48, len(other), 17)) + list(range(len(other) - 33, len(other))):
    changed = bytearray(other)
    changed[n] ^= 1 << n % 8
    if both(good, changed) != ["client"]:
        wrong.append(n)
print("changed:", wrong)
print("more behind:", both(good, other + b"\0"))
print("empty:", both(good, b""), both(b"", b""))
print("zeros:", both(good, bytes(600)), "ones:", both(good, b"\xff" * 600))
print("too long for a slot:", both(good, other + bytes(9000)))

# A directory in the place of a slot, a slot that lies about what it holds.
both(good, None)
os.mkdir(PATHS[1])
print("a directory:", newest(D))
os.rmdir(PATHS[1])
both(None, None)
print("nothing there:", newest(D))


def lying(chain, key):
    body = b"camtls i" + (9).to_bytes(4, "big") + len(key).to_bytes(2, "big") + len(chain).to_bytes(2, "big") + key + chain
    return body + slots.hashlib.sha256(body).digest()


# With a digest that is right, as somebody makes it who can write to the disk: refused by the loader as any file is.
for chain, key in ((b"x", b"y"), (slots.read("/rom/client.der"), slots.read("/rom/server.key.der")), (b"", b"y"), (b"x", b"")):
    both(lying(chain, key), None)
    try:
        context(D)
        print("it was loaded")
    except OSError as er:
        print(er.args[1])

# Marks that are no marks: nothing is proven, and the newest makes way.
for mark in (b"", b"\0" * 32, good[-32:-1], good[-32:] + b"\0", bytes(9000)):
    both(good, other)
    write(D + "/identity.proven", mark)
    ssl.install_identity(D, "/rom/stranger-client.der", "/rom/stranger-client.key.der")
    print(len(mark), generations(D), newest(D))
both(good, other)
write(D + "/identity.proven", other[-32:])
ssl.install_identity(D, "/rom/stranger-client.der", "/rom/stranger-client.key.der")
print("marked", generations(D), newest(D))
