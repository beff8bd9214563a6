# An identity whose key is wrapped: installed, read by another camera, renewed over EST to one whose key is wrapped too.
# For a firmware with feature chip-trial (make test-trial).

import blockdev, machine, os, time

import wrapping
from wrapping import told
import peer, pipe, qemu, slots, ssl, tls

DAY = 86400
EPOCH = 0 if time.gmtime(0)[0] == 1970 else 946684800


def wind(days):
    t = time.gmtime(time.time() + days * DAY)
    machine.RTC().datetime((t[0], t[1], t[2], 0, t[3], t[4], t[5], 0))
    est.set(now=time.time() + EPOCH)


def connect(host, port):
    return est.connect()


def renew(**kwargs):
    try:
        return ssl.renew_identity(D, URL, ctx, connect=connect, **kwargs)
    except OSError as er:
        return er


# Whether the key of the newest identity is wrapped, and those of the files that hold one.
def wrapped():
    return tls._installed(D)[1], [b"camtls w" in slots.read(D + "/" + name) for name in os.listdir(D) if name != "identity.proven"]


def handshake():
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(est.certificate, est.key)
    server.load_verify_locations(est.ca)
    server.verify_mode = ssl.CERT_REQUIRED
    client, server, c, s = pipe.connections(client=ctx, server=server)
    return pipe.handshake(client, server) and pipe.byte(server, client)


est = peer.Est(90 * DAY)
est.set(now=time.time() + EPOCH)
blockdev.fresh("/disk")
D, KEY = "/disk/tls", "/disk/first.key"
URL = "https://broker.local:%d/.well-known/est" % est.port

qemu.device_key(wrapping.MINE)
ssl.generate_key(KEY, wrapped=True)
ssl.install_identity(D, est.issue(ssl.certificate_request(KEY, "camera 7", "camera.local")), KEY)
os.remove(KEY)
ctx = pipe.client_context(None)
ctx.load_verify_locations(est.ca)
ctx.load_cert_chain(D)
print("installed:", handshake(), wrapped(), slots.generations(D))

# Renewed, twice.
for _ in range(2):
    wind(61)
    print("renewed:", renew(), est.notes(), handshake(), wrapped(), slots.generations(D))

# The hardware key does not answer: nothing is lost, and nothing is made that is not wrapped.
wind(61)
for name, key in (("it fails", wrapping.FAILS), ("it is not there", None), ("it is another one", wrapping.OTHER)):
    before = tls._installed(D)
    qemu.device_key(key)
    print(name + ":", renew(), est.notes(), tls._installed(D) == before, sorted(os.listdir(D)))
qemu.device_key(wrapping.MINE)
print("it is back:", renew(), est.notes(), handshake(), wrapped(), slots.generations(D))

# A renewal that waits has a wrapped key; one that waits with another camera's key is begun anew.
wind(61)
est.set(mode="503")
print("later:", renew(), wrapped())
qemu.device_key(wrapping.OTHER)
ssl.generate_key(D + "/renewal.key", overwrite=True, wrapped=True)
qemu.device_key(wrapping.MINE)
est.set(mode="ok")
est.notes()
print("with another camera's:", renew(), est.notes(), handshake(), wrapped(), slots.generations(D))

# The directory in another camera: it says why, and makes an identity of its own, whichever kind.
qemu.device_key(wrapping.OTHER)
print("another camera:", told(pipe.client_context(None).load_cert_chain, D))
ssl.generate_key(KEY)
ssl.install_identity(D, est.issue(ssl.certificate_request(KEY, "camera 8")), KEY)
ctx.load_cert_chain(D)
print("its own:", handshake(), wrapped(), slots.generations(D))
wind(61)
print("renewed:", renew(), est.notes(), handshake(), wrapped(), slots.generations(D))

# replace_identity takes one while connections go on; diagnose names what is wrong with a key.
ssl.generate_key(KEY, overwrite=True, wrapped=True)
certificate = est.issue(ssl.certificate_request(KEY, "camera 8"))
print("replaced:", told(ctx.replace_identity, certificate, KEY, est.ca), handshake())
qemu.device_key(wrapping.MINE)
print("replaced:", told(ctx.replace_identity, certificate, KEY, est.ca), handshake())
est.stop()
