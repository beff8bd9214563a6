# Mounts the RAM disk at /flash, as the cameras do with their flash chip. A disk that holds neither FAT nor littlefs is
# formatted as FAT. To have littlefs instead: vfs.VfsLfs2.mkfs(qemu.Disk()), then a soft reset.
import os, qemu, sys, vfs


def mount_flash():
    disk = qemu.Disk()
    # FAT last: its driver would make a file system of whatever it finds when asked to.
    for kind in (vfs.VfsLfs2, vfs.VfsFat):
        try:
            return vfs.mount(kind(disk), "/flash")
        except OSError:
            pass
    vfs.VfsFat.mkfs(disk)
    vfs.mount(vfs.VfsFat(disk), "/flash")


mount_flash()
os.chdir("/flash")
sys.path.append("/flash")
sys.path.append("/flash/lib")
del mount_flash
