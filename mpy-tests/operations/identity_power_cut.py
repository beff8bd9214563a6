# The power fails at every block that is written while an identity is installed or marked as proven, at its end and in its middle, on
# FAT and on littlefs: when the camera is on again, one complete pair is there, the old one or the new.

import blockdev, slots, vfs
from slots import ssl

D = "/cut/tls"


def install(name):
    ssl.install_identity(D, "/rom/" + name + ".der", "/rom/" + name + ".key.der")


def old_and_older():
    install("client")
    install("revoked-client")


def prove():
    print("  proven by a handshake:", slots.accepted(slots.context(D)))


# What happens when `work` is cut off everywhere, on a disk as `before` leaves it: which identities were there afterwards.
def cut(kind, before, work, blocks=64):
    disk = blockdev.make(kind, blocks)
    blockdev.mount(kind, disk, "/cut")
    before()
    vfs.umount("/cut")
    found = {}
    for writes in blockdev.cuts(kind, disk, "/cut", work):
        names = slots.newest(D)
        names = names[0] if isinstance(names, list) and names else str(names)
        slots.context(D)
        # Whatever is there takes the next one, and goes on.
        install("client")
        again = slots.newest(D)
        if again != ["client"]:
            names += " (then " + str(again) + ")"
        found[names] = found.get(names, 0) + 1
    print("  each of", writes, "writes:", sorted(found))


for name, kind in blockdev.KINDS:
    print(name)
    # The second identity beside the first; the third over the older one.
    cut(kind, lambda: install("client"), lambda: install("revoked-client"))

    def proven():
        old_and_older()
        prove()

    cut(kind, proven, lambda: install("stranger-client"))
    # The third over the second, which nobody has accepted.
    cut(kind, old_and_older, lambda: install("stranger-client"))

    # The mark.
    def mark():
        slots.accepted(slots.context(D))

    cut(kind, old_and_older, mark)
