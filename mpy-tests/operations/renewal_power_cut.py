# The power fails while a certificate is renewed, at the end and in the middle of what is written from the new key to its proof: the camera
# that starts again has an identity that is accepted, and its next renewal succeeds.

import blockdev, machine, sys, time, vfs

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit
import peer, pipe, slots

DAY = 86400
# time.time() of this board, in seconds since 1970.
EPOCH = 0 if time.gmtime(0)[0] == 1970 else 946684800
D = "/cut/tls"
# Each of the two renewals behind a cut takes a second: some cuts in `make test`, all in `make soak`.
STEP = 1 if peer.soaks() else 7 if sys.platform == "linux" else 9


def now():
    return time.time() + EPOCH


# As a camera does when it starts.
def start():
    ctx = pipe.client_context(None)
    ctx.load_verify_locations(est.ca)
    ctx.load_cert_chain(D)
    return ctx


def renew(ctx):
    return ssl.renew_identity(D, URL, ctx, connect=lambda host, port: est.connect())


def is_accepted(ctx):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(est.certificate, est.key)
    server.load_verify_locations(est.ca)
    server.verify_mode = ssl.CERT_REQUIRED
    client, server, c, s = pipe.connections(client=ctx, server=server)
    try:
        return pipe.handshake(client, server)
    finally:
        client.close()
        server.close()


est = peer.Est(90 * DAY)
est.set(now=now())
URL = "https://broker.local:%d/.well-known/est" % est.port
ssl.generate_key("/flash/first.key")
first = est.issue(ssl.certificate_request("/flash/first.key", "camera 7", "camera.local"))
# Two thirds of its life are over.
t = time.gmtime(time.time() + 61 * DAY)
machine.RTC().datetime((t[0], t[1], t[2], 0, t[3], t[4], t[5], 0))
est.set(now=now())

for name, kind in blockdev.KINDS:
    disk = None  # what the one before it takes is needed
    disk = blockdev.make(kind, 64)
    blockdev.mount(kind, disk, "/cut")
    ssl.install_identity(D, first, "/flash/first.key")
    vfs.umount("/cut")
    found = {}
    for writes in blockdev.cuts(kind, disk, "/cut", lambda: renew(start()), STEP):
        ctx = start()
        if is_accepted(ctx) is not True:
            print("not accepted after a cut at", writes)
        # Either it is done, or the next attempt does it.
        outcome = renew(ctx)
        if is_accepted(ctx) is not True or is_accepted(start()) is not True:
            print("not renewed after a cut at", writes)
        found[outcome] = found.get(outcome, 0) + 1
    print(name, "more than 20 writes:", writes > 20, "was to be done again, was done:", sorted(found))
est.stop()
