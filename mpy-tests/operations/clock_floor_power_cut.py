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
    image = bytes(disk.data)
    outcomes = set()
    writes = None
    for torn in (False, True):
        at = 0
        while True:
            disk.data[:] = image
            blockdev.mount(kind, disk, "/cut")
            disk.writes, disk.left, disk.torn = 0, at, torn
            keep = ssl_operations._keeper("/cut/clock")
            try:
                keep(BASE + 10)
            except OSError:
                pass
            whole = disk.left != 0 or disk.writes < at
            vfs.umount("/cut")
            blockdev.mount(kind, disk, "/cut")
            outcomes.add(kept("/cut/clock") - BASE)
            # It goes on from there.
            ssl_operations._keeper("/cut/clock")(BASE + 20)
            if kept("/cut/clock") != BASE + 20:
                print("not kept after a cut at", at)
            vfs.umount("/cut")
            if whole:
                break
            at += 1
        writes = at
    print(" each of", writes > 1, "writes:", sorted(outcomes))

# What is damaged counts for nothing.
for text in ("", "1900000000", "1900000000 1900000001\n", "1900000000 \n", "x x\n", "\xff\xff\xff\xff"):
    with open("/flash/clock", "w") as f:
        f.write(text)
    print(ssl_operations._read("/flash/clock"))
