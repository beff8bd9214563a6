"""The floor of the clock that a handshake raised is kept over a soft reset, on FAT and on littlefs: a clock that was set back meanwhile is
not believed."""

FORMAT = """\
import os, qemu, vfs
os.chdir("/")
vfs.umount("/flash")
vfs.{kind}.mkfs(qemu.Disk())
"""
CONNECT = """\
import pipe, ssl
print(ssl.clock_floor("/flash/clock"))
print(pipe.handshake(*pipe.connections()[:2]))
"""
ASK = """\
import machine, ssl, time
print(ssl.clock_floor("/flash/clock") == ssl.certificate_info("/rom/server.der")[0]["not_before"])
now = time.gmtime(ssl.clock_floor("/flash/clock") - 1)
machine.RTC().datetime(now[:3] + (0,) + now[3:6] + (0,))
try:
    ssl.verify_certificate("/rom/server.der", "/rom/ca.der", "broker.local")
except OSError as er:
    print(er.errno == ssl.ERR_CLOCK_WENT_BACK)
"""


def run(board):
    if board.name == "unix":
        return "SKIP: the unix program ends at Ctrl-D"
    board.boot()
    for kind in ("VfsFat", "VfsLfs2"):
        board.execute(FORMAT.format(kind=kind).encode(), 60)
        board.soft_reset()
        board.set_clock()
        connected = board.execute(CONNECT.encode(), 120).decode(errors="replace").split()
        board.soft_reset()
        asked = board.execute(ASK.encode(), 60).decode(errors="replace").split()
        if connected != ["None", "True"] or asked != ["True", "True"]:
            return f"{kind}: {connected} {asked}"
    return ""
