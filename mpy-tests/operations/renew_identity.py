# A camera renews its certificate over EST, ten times, with its clock wound forward; no connection is lost, and what goes wrong on the
# way leaves it with the identity that works.

import blockdev, gc, machine, os, time

try:
    import ssl, tls
except ImportError:
    print("SKIP")
    raise SystemExit
import peer, pipe, slots

DAY = 86400
# time.time() of this board, in seconds since 1970.
EPOCH = 0 if time.gmtime(0)[0] == 1970 else 946684800


def now():
    return time.time() + EPOCH


def wind(days):
    t = time.gmtime(time.time() + days * DAY)
    machine.RTC().datetime((t[0], t[1], t[2], 0, t[3], t[4], t[5], 0))
    est.set(now=now())


def connect(host, port):
    return est.connect()


def told(call, *args, **kwargs):
    try:
        print("  it gave", call(*args, **kwargs))
    except Exception as er:
        print(" ", type(er).__name__, *er.args[1:] or er.args)


def renew(**kwargs):
    gc.collect()
    return ssl.renew_identity(D, URL, ctx, connect=connect, **kwargs)


# A connection with what the context has now; it stays open for a while.
def open_connection():
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(est.certificate, est.key)
    server.load_verify_locations(est.ca)
    server.verify_mode = ssl.CERT_REQUIRED
    client, server, c, s = pipe.connections(client=ctx, server=server)
    if pipe.handshake(client, server) is not True:
        print("no connection")
    connections.append((client, server, c, s))
    if not alive():
        print("a connection was lost")
    if len(connections) > 4:
        # It has outlived three changes of the identity.
        for end in connections.pop(0)[:2]:
            end.close()
    gc.collect()


def alive():
    for client, server, c, s in connections:
        c.sent, s.sent = bytearray(), bytearray()
        if not (pipe.byte(client, server) and pipe.byte(server, client)):
            return False
    return True


est = peer.Est(90 * DAY)
est.set(now=now())
blockdev.fresh("/disk")
D, KEY = "/disk/tls", "/disk/first.key"
URL = "https://broker.local:%d/.well-known/est" % est.port
connections = []

ssl.generate_key(KEY)
first = est.issue(ssl.certificate_request(KEY, "camera 7", "camera.local"))
ssl.install_identity(D, first, KEY)
os.remove(KEY)
ctx = pipe.client_context(None)
ctx.load_verify_locations(est.ca)
ctx.load_cert_chain(D)
open_connection()

print("not yet:", renew())
wind(59)
print("still not:", renew(), est.notes())
wind(2)
print("two thirds of its life:", renew(), est.notes())
print("once is enough:", renew(), est.notes())
open_connection()
seen = [first]
for i in range(9):
    wind(61)
    modes = ("ok", "chunked", "chain")
    est.set(mode=modes[i % 3])
    done = renew()
    open_connection()
    der = tls._installed(D)[0]
    if not done or der in seen or slots.generations(D)[i % 2] != i + 3:
        print("renewal", i, done, slots.generations(D), est.notes())
    seen.append(der)
est.set(mode="ok")
notes = est.notes()
print("nine more:", notes.count("issued"), "keys:", notes.count("new key"), notes.count("old key"), alive())
print(sorted(os.listdir(D)))
info = ssl.certificate_info(tls._installed(D)[0])
print(info[0]["subject"], info[0]["subjectAltName"], len(info))

# What the server may answer; each time the identity stays, and the next one is as good as ever.
wind(61)
before = tls._installed(D)[0]
for mode in ("401", "403", "404", "500", "503", "202", "garbage", "text", "zeros", "empty", "none", "other-key", "half", "slam", "huge", "header", "digits", "http", "stranger", "gone"):
    est.set(mode=mode)
    print(mode)
    told(renew)
    if mode == "gone":
        est.set(refuses=False)
    if tls._installed(D)[0] != before:
        print("  another identity")
    open_connection()
# The last one was good: the network failed, and it is proven now.
print("the network is back:", est.notes()[-3:], renew(), est.notes(), sorted(os.listdir(D)))
wind(61)
est.set(mode="503")
for odd in ("99999999999999999999", "-5"):
    est.set(retry_after=odd)
    told(renew)
est.set(retry_after="Wed, 21 Oct 2026 07:28:00 GMT")
told(renew)
print("never lost:", alive(), [name for name in os.listdir(D) if name not in ("identity.0", "identity.1", "identity.proven", "renewal.key")])

for client, server, c, s in connections:
    client.close()
    server.close()
connections.clear()
gc.collect()

# After "come back later" the same request comes again; otherwise a new key each time one was issued.
est.notes()
est.set(mode="202")
told(renew)
est.set(mode="ok")
print("later:", renew(), est.notes())

# It was not renewed in time: the server, whose clock is right, says so.
wind(100)
told(renew)
print(est.notes())

# What the script may get wrong.
for url in ("http://broker.local/", "broker.local", "https://", "https://broker.local:x/", 5):
    told(ssl.renew_identity, D, url, ctx)
told(ssl.renew_identity, "/disk/none", URL, ctx)
# Who trusts anybody would be renewed by anybody.
for anchors in (None, "/rom/ca.der"):
    told(ssl.renew_identity, D, URL, pipe.client_context(anchors), connect=connect, force=True)
anyone = pipe.client_context(None)
anyone.load_verify_locations(est.ca)
anyone.check_hostname = False
told(ssl.renew_identity, D, URL, anyone, connect=connect, force=True)
machine.RTC().deinit()
told(renew)
est.stop()
