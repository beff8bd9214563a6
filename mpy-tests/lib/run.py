# The start of the unix firmware in the tests: mounts what a camera finds at /rom and /flash, then runs the script it is given.
import os, sys, vfs


class RAMDisk:
    def __init__(self, blocks):
        self.data = bytearray(blocks * 512)

    def readblocks(self, block, buf, offset=0):
        start = block * 512 + offset
        buf[:] = memoryview(self.data)[start : start + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        start = block * 512 + offset
        self.data[start : start + len(buf)] = buf

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.data) // 512
        if op == 5:
            return 512
        return 0


def exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def mount():
    if not exists("/rom/ca.der"):
        with open(os.getenv("CAMTLS_TEST_ROM"), "rb") as f:
            vfs.mount(vfs.VfsRom(f.read()), "/rom")
    if not exists("/flash"):
        disk = RAMDisk(256)
        vfs.VfsFat.mkfs(disk)
        vfs.mount(vfs.VfsFat(disk), "/flash")


mount()
del mount, exists, RAMDisk
if len(sys.argv) > 1:
    with open(sys.argv[1]) as f:
        source = f.read()
    name = sys.argv[1]
    del f
    exec(compile(source, name, "exec"), {"__name__": "__main__"})
