# Keys that the camera makes: what the file is, what of it is refused, what is left when it cannot be written.

import os

try:
    import machine, ssl
except ImportError:
    print("SKIP")
    raise SystemExit
import blockdev, peer, vfs


def told(call, *args, **kwargs):
    try:
        print("it gave", call(*args, **kwargs))
    except Exception as er:
        print(type(er).__name__, "of the catalogue" if len(er.args) == 2 and er.args[0] < -0x8000 else "errno", *er.args[1:] or er.args)


def read(path):
    with open(path, "rb") as f:
        return f.read()


blockdev.fresh("/disk")

# Without randomness there is no key.
for source in ("/no/such/file", "/dev/zero"):
    machine.random_source(source)
    told(ssl.generate_key, "/disk/d.key")
machine.random_source(None)

# What openssl says of what we write, and whether our own loader takes it.
for path, curve in (("/disk/a.key", None), ("/disk/b.key", "secp384r1"), ("/disk/c.key", "P-256")):
    ssl.generate_key(path, *([curve] if curve else []))
    print(curve, os.stat(path)[6], "bytes:", *peer.openssl_reads("pkey -inform DER -check -noout", read(path)))
print("all different:", len({read("/disk/%s.key" % name)[36:68] for name in "abc"}))

# A key is not lost by mistake.
before = read("/disk/a.key")
told(ssl.generate_key, "/disk/a.key")
print("as it was:", read("/disk/a.key") == before)
ssl.generate_key("/disk/a.key", overwrite=True)
print("another one:", read("/disk/a.key") != before)

# What cannot be.
told(ssl.generate_key, "/disk/d.key", "X25519")
told(ssl.generate_key, "/disk/d.key", wrapped=True)
told(ssl.generate_key, "/rom/d.key")
told(ssl.generate_key, "/disk/no/d.key")
told(ssl.generate_key, "/disk/d.key", 5)
told(ssl.generate_key, 5)

# A disk that fails at one block, whichever, leaves no half of a key.
for name, kind in blockdev.KINDS:
    disk = blockdev.make(kind)
    blockdev.mount(kind, disk, "/broken")
    left = failures = 0
    halves = []
    while True:
        disk.left, disk.fails = left, True
        try:
            ssl.generate_key("/broken/e.key")
            break
        except OSError as er:
            failures += er.args[0] == 5
        disk.left = None
        if "e.key" in os.listdir("/broken"):
            halves.append((left, os.stat("/broken/e.key")[6]))
            os.remove("/broken/e.key")
        left += 1
    disk.left = None
    print(name, "failed at each block:", failures == left > 0, "halves:", halves, "at last:", os.stat("/broken/e.key")[6])
    vfs.umount("/broken")
print("nothing was written:", "d.key" not in os.listdir("/disk"))
