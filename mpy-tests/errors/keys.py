# Keys and identities that the camera makes, keeps and renews.

import ssl, tls

import blockdev, vfs
from provoke import FORGED, show

show("ERR_READ_ONLY", ssl.generate_key, "/rom/camera.key")
ssl.generate_key("/flash/camera.key", overwrite=True)
show("ERR_FILE_EXISTS", ssl.generate_key, "/flash/camera.key")
show("ERR_NO_HARDWARE_KEY", ssl.generate_key, "/flash/wrapped.key", wrapped=True)
show("ERR_KEY_WRAPPED", ssl.certificate_request, b"camtls w\1\1" + bytes(64), "camera 7")
show("ERR_IDENTITY_ABSENT", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain, "/flash/none")


def lost():
    kind = blockdev.KINDS[0][1]
    disk = blockdev.make(kind)
    blockdev.mount(kind, disk, "/lost")
    ssl.install_identity("/lost", FORGED + "server.der", FORGED + "leaf.key.der")
    disk.lies = True
    try:
        ssl.install_identity("/lost", FORGED + "server.der", FORGED + "leaf.key.der")
    finally:
        vfs.umount("/lost")


show("ERR_WRITE_LOST", lost)
show("ERR_RENEWAL_REFUSED", tls._failed, ssl.ERR_RENEWAL_REFUSED, "Unauthorized", 401)
show("ERR_RENEWAL_LATER", tls._failed, ssl.ERR_RENEWAL_LATER, "", 120)
show("ERR_RENEWAL_ANSWER", tls._failed, ssl.ERR_RENEWAL_ANSWER, "", 0)
