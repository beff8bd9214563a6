# A private key is nowhere in the camera's memory once it was used: not after it was made, loaded, installed, not after a handshake.

import gc, os

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit
import peer, slots

try:
    import qemu, vfs

    KINDS = (vfs.VfsFat, vfs.VfsLfs2)
except ImportError:
    KINDS = (None,)


# What was found at each point of the stories that are told below, each outcome once.
points = []
outcomes = {}


def note(what, outcome):
    if what not in outcomes:
        points.append(what)
        outcomes[what] = []
    if outcome not in outcomes[what]:
        outcomes[what].append(outcome)


def searched(what, request):
    note(what, str(peer.find_key(request) or "nowhere"))


def tls(ctx):
    note("handshakes", str(slots.accepted(ctx)))


# What the collector does with an object that nobody has any more. It is called here, since a stale word on the stack may keep one longer.
def forget(ctx):
    ctx.__del__()
    gc.collect()


def story(version, curve="prime256v1"):
    KEY, D = "/flash/wiped.key", "/flash/wiped"
    ssl.generate_key(KEY, curve, overwrite=True)
    request = ssl.certificate_request(KEY, "camera 7", "camera.local")
    searched("made, and a request signed", request)
    certificate = peer.issue(request)

    ctx = slots.pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    ctx.load_cert_chain(certificate, KEY)
    # A context has its key, in the form that it computes with.
    note("loaded", "in the context" if peer.find_key(request) else "nowhere?")
    tls(ctx)
    forget(ctx)
    searched("loaded, a handshake, closed", request)

    ssl.install_identity(D, certificate, KEY)
    searched("installed", request)
    ctx = slots.pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    ctx.load_cert_chain(D)
    tls(ctx)
    forget(ctx)
    searched("loaded from there, a handshake, closed", request)

    # A context whose identity is replaced.
    ctx = slots.pipe.client_context()
    ctx.load_cert_chain(D)
    ctx.load_cert_chain("/rom/client.der", "/rom/client.key.der")
    searched("replaced", request)

    # Files that are not what they should be are forgotten all the same.
    for wrong in (("/rom/server.der", KEY), (certificate, D + "/identity.0"), (KEY, KEY)):
        try:
            ctx.load_cert_chain(*wrong)
        except OSError:
            pass
    searched("refused", request)

    # The search finds what is there: a script that reads the file has the key.
    copy = slots.read(KEY)
    note("read by the script", "found" if peer.find_key(request) else "not found?")
    del copy


for kind in KINDS:
    if kind:
        vfs.umount("/flash")
        kind.mkfs(qemu.Disk())
        vfs.mount(kind(qemu.Disk()), "/flash")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        story(version)
    story(version, "secp384r1")
for what in points:
    print(what + ":", *outcomes[what])
if kind:
    # As the other tests find it.
    vfs.umount("/flash")
    vfs.VfsFat.mkfs(qemu.Disk())
