# What proves a renewed identity: that the server answers to it. Until then the old one is the one; what the network breaks off is taken up
# again, and what the server does not take is forgotten with its key.

import blockdev, machine, os, time

try:
    import ssl, tls
except ImportError:
    print("SKIP")
    raise SystemExit
import peer, pipe, slots
import ssl_renewal

DAY = 86400
# time.time() of this board, in seconds since 1970.
EPOCH = 0 if time.gmtime(0)[0] == 1970 else 946684800


def wind(days):
    t = time.gmtime(time.time() + days * DAY)
    machine.RTC().datetime((t[0], t[1], t[2], 0, t[3], t[4], t[5], 0))
    est.set(now=time.time() + EPOCH)


def told(mode):
    before = tls._installed(D)[0]
    est.set(mode=mode, refuses=False)
    try:
        print(mode, ssl.renew_identity(D, URL, ctx, connect=lambda host, port: est.connect()))
    except OSError as er:
        print(mode, er.args[1])
    print(" ", "the old one" if tls._installed(D)[0] == before else "a new one", est.notes(), sorted(os.listdir(D)))


est = peer.Est(90 * DAY)
wind(0)
blockdev.fresh("/disk")
D, KEY = "/disk/tls", "/disk/first.key"
URL = "https://broker.local:%d" % est.port

ssl.generate_key(KEY)
ssl.install_identity(D, est.issue(ssl.certificate_request(KEY, "camera 7", "camera.local")), KEY)
ctx = pipe.client_context(None)
ctx.load_verify_locations(est.ca)
wind(61)

# The handshake succeeds with a certificate that the server does not know, and then it says so: as nginx does.
told("unverified")
# It cannot say, at first.
told("later")
told("ok")
wind(61)
# The network goes before it can say anything.
told("gone")
told("gone")
wind(61)
# The connection always ends with the new one, but not with the old one: it is no matter of the network.
told("deaf")
told("deaf")
told("ok")

# The power fails between the installing and the end: the key is not used again.
wind(61)
told("202")
with open(D + "/renewal.key", "rb") as f:
    key = f.read()
told("ok")
slots.write(D + "/renewal.key", key)
slots.write(D + "/renewal.der", tls._installed(D)[0])
wind(61)
told("ok")
# It fails while what was issued is written.
wind(61)
told("gone")
slots.write(D + "/renewal.der", slots.read(D + "/renewal.der")[:-100])
told("ok")

# It is proven when the server has answered, so the next one takes the place of the older.
print(slots.read(D + "/identity.proven") in [slots.read(D + "/identity.%d" % i)[-32:] for i in (0, 1)], slots.generations(D))

# A key that cannot be read is made anew; where the card or the memory fails it is not.
wind(61)
slots.write(D + "/renewal.key", b"\x30\x03\x02\x01\x00")
told("ok")


class Failing:
    def __init__(self, error):
        self.error = error

    def certificate_request(self, key, certificate):
        raise OSError(self.error)

    def generate_key(self, key, overwrite, wrapped):
        print("  a new key", wrapped)


for error in (2, ssl.ERR_KEY_UNREADABLE, 5, 12, ssl.ERR_RANDOM_FAILED):
    ssl_renewal.ssl = Failing(error)
    try:
        ssl_renewal._enrol("key", error == 2, b"", None, None, None)
    except OSError as er:
        print(er.errno)
ssl_renewal.ssl = ssl

wind(61)
# A server that sends a byte now and then holds nobody for long.
ssl_renewal._LONGEST = 4000
told("trickle")
est.stop()
