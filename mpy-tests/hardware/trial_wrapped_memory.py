# A wrapped private key is nowhere in the camera's memory once it was used, and nowhere on its disk at all: not after it was made, loaded,
# installed, not after a handshake, not where it could not be opened. For a firmware with feature chip-trial (make test-trial).

import gc

import wrapping
import peer, qemu, slots, ssl, vfs

KEY, D = "/flash/wiped.key", "/flash/wiped"
points = []
outcomes = {}


def note(what, outcome):
    if what not in outcomes:
        points.append(what)
        outcomes[what] = []
    if outcome not in outcomes[what]:
        outcomes[what].append(outcome)


def found(request):
    return peer.find_key(request, wrapping.MINE)


def searched(what, request):
    note(what, str(found(request) or "nowhere"))


# What the collector does with an object that nobody has any more. It is called here, since a stale word on the stack may keep one longer.
def forget(ctx):
    ctx.__del__()
    gc.collect()


def loaded(version, *identity):
    ctx = slots.pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    ctx.load_cert_chain(*identity)
    return ctx


def used(version, *identity):
    ctx = loaded(version, *identity)
    note("handshakes", str(slots.accepted(ctx)))
    forget(ctx)


def story(version, curve):
    ssl.generate_key(KEY, curve, overwrite=True, wrapped=True)
    request = ssl.certificate_request(KEY, "camera 7", "camera.local")
    searched("made, and a request signed", request)
    certificate = peer.issue(request)

    ctx = loaded(version, certificate, KEY)
    # A context has its key, in the form that it computes with: in memory, not on the disk.
    where = found(request)
    note("loaded", "in the context" if where and "on the disk" not in where else "nowhere? " + str(where))
    note("handshakes", str(slots.accepted(ctx)))
    forget(ctx)
    searched("loaded, a handshake, closed", request)

    ssl.install_identity(D, certificate, KEY)
    searched("installed", request)
    used(version, D)
    searched("loaded from there, a handshake, closed", request)

    # A context whose identity is replaced.
    ctx = loaded(version, D)
    ctx.load_cert_chain("/rom/client.der", "/rom/client.key.der")
    searched("replaced", request)

    # What is not opened, or does not belong to the certificate, is forgotten all the same.
    for key in (wrapping.OTHER, wrapping.FAILS, None):
        qemu.device_key(key)
        try:
            ctx.load_cert_chain(certificate, KEY)
        except OSError as er:
            pass
        searched("not opened", request)
    qemu.device_key(wrapping.MINE)
    for wrong in (("/rom/server.der", KEY), (certificate, D + "/identity.0"), (KEY, KEY)):
        try:
            ctx.load_cert_chain(*wrong)
        except OSError as er:
            pass
    searched("refused", request)

    # A script that reads the file has nothing.
    copy = slots.read(KEY)
    searched("read by the script", request)
    del copy


qemu.device_key(wrapping.MINE)
for kind in (vfs.VfsFat, vfs.VfsLfs2):
    vfs.umount("/flash")
    kind.mkfs(qemu.Disk())
    vfs.mount(kind(qemu.Disk()), "/flash")
    for version in slots.pipe.VERSIONS:
        story(version, "prime256v1")
    story(version, "secp384r1")
for what in points:
    print(what + ":", *outcomes[what])
# As the other tests find it.
vfs.umount("/flash")
vfs.VfsFat.mkfs(qemu.Disk())
