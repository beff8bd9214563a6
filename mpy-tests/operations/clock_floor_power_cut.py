# The power fails at every block that is written while the floor is kept: what was known before is known afterwards.

import blockdev, ssl, tls
import machine, ssl_operations, time, vfs

BASE = 1900000000
machine.RTC().datetime((2031, 1, 1, 0, 0, 0, 0, 0))


# What the files hold, as a camera that starts reads them: the floor in memory is another matter.
def kept(path):
    return max(ssl_operations._read(path), ssl_operations._read(path + "~"))


for name, kind in blockdev.KINDS:
    disk = blockdev.make(kind, 64)
    blockdev.mount(kind, disk, "/cut")
    keep = ssl_operations._keeper("/cut/clock")
    for step in range(3):
        keep(BASE + step)
    print(name, kept("/cut/clock") - BASE)
    vfs.umount("/cut")
    outcomes = set()

    def keep_later():
        ssl_operations._keeper("/cut/clock")(BASE + 10)

    for writes in blockdev.cuts(kind, disk, "/cut", keep_later):
        outcomes.add(kept("/cut/clock") - BASE)
        # It goes on from there.
        ssl_operations._keeper("/cut/clock")(BASE + 20)
        if kept("/cut/clock") != BASE + 20:
            print("not kept after a cut at", writes)
    print(" each of", writes > 1, "writes:", sorted(outcomes))

# What is damaged counts for nothing.
for text in ("", "1900000000", "1900000000 1900000001\n", "1900000000 \n", "x x\n", "\xff\xff\xff\xff"):
    with open("/flash/clock", "w") as f:
        f.write(text)
    print(ssl_operations._read("/flash/clock"))
