# A block device in RAM whose power fails after so many writes, at the end of one or in its middle.

import gc, vfs

SIZE = 512


class Disk:
    # `left`: writes that still succeed, None for all. With `torn` half of the next one is done; with `fails` it is an error, and
    # those behind it succeed.
    def __init__(self, blocks=64):
        self.data = bytearray(blocks * SIZE)
        self.left = None
        self.torn = self.fails = False
        self.writes = 0
        self.lies = False  # writes are accepted and lost

    def readblocks(self, block, buf, offset=0):
        start = block * SIZE + offset
        buf[:] = memoryview(self.data)[start : start + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        if self.left == 0 and self.fails:
            self.left = None
            return -5
        if self.left == 0:
            if self.torn:
                self.torn = False
                buf = memoryview(buf)[: len(buf) // 2]
                self.data[block * SIZE + offset : block * SIZE + offset + len(buf)] = buf
            # For the file system the world goes on, until it is mounted again.
            return None
        if self.left:
            self.left -= 1
        self.writes += 1
        if not self.lies:
            self.data[block * SIZE + offset : block * SIZE + offset + len(buf)] = buf

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.data) // SIZE
        if op == 5:
            return SIZE
        if op == 6:  # erase: a write too, as littlefs has it
            return self.writeblocks(arg, b"\xff" * SIZE) or 0


def make(kind, blocks=64):
    gc.collect()
    disk = Disk(blocks)
    kind.mkfs(disk)
    return disk


def mount(kind, disk, at):
    disk.left = None
    disk.lies = False
    vfs.mount(kind(disk), at)


# Has the power fail at the end and in the middle of the writes that `work` makes on that disk, each one or each `step`th: yields which
# write it was, once the disk, as it was before, has gone through that and is mounted anew. Then it is as it was again.
def cuts(kind, disk, at, work, step=1):
    image = bytes(disk.data)
    for torn in (False, True):
        last, whole = 0, False
        while not whole:
            disk.data[:] = image
            mount(kind, disk, at)
            disk.writes, disk.left, disk.torn = 0, last, torn
            try:
                work()
            except OSError:
                pass  # it noticed that nothing is read as it was written
            whole = disk.left != 0 or disk.writes < last
            vfs.umount(at)
            mount(kind, disk, at)
            yield last
            vfs.umount(at)
            last += step
        gc.collect()
    disk.data[:] = image


# The file systems of the cameras.
KINDS = [(name, getattr(vfs, name)) for name in ("VfsFat", "VfsLfs2") if hasattr(vfs, name)]


# An empty FAT at that place.
def fresh(at, blocks=64):
    disk = make(vfs.VfsFat, blocks)
    mount(vfs.VfsFat, disk, at)
    return disk
