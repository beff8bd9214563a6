"""What was written to /flash is there after a soft reset, as is the clock, on FAT and on littlefs."""

FORMAT = """\
import os, qemu, vfs
os.chdir("/")
vfs.umount("/flash")
vfs.{kind}.mkfs(qemu.Disk())
"""
WRITE = """\
with open("/flash/kept", "w") as f:
    f.write("kept")
"""
READ = """\
import machine, vfs
print(open("/flash/kept").read(), dict((where, str(what)) for what, where in vfs.mount())["/flash"], machine.RTC().datetime()[0])
"""


def run(board):
    if board.name == "unix":
        return "SKIP: the unix program ends at Ctrl-D"
    board.boot()
    board.execute(b"import machine\nmachine.RTC().datetime((2031, 1, 1, 0, 0, 0, 0, 0))\n", 10)
    for kind in ("VfsFat", "VfsLfs2", "VfsFat"):
        board.execute(FORMAT.format(kind=kind).encode(), 60)
        board.soft_reset()
        board.execute(WRITE.encode(), 60)
        board.soft_reset()
        printed = board.execute(READ.encode(), 60).decode(errors="replace")
        if printed.strip() != f"kept <{kind}> 2031":
            return f"{kind}: {printed}"
    return ""
