# Identities in a directory: which slot is written, which is taken, and that the older stays until a peer has accepted the newer.

import blockdev, os, slots
from slots import accepted, context, generations, newest, ssl


def install(name):
    ssl.install_identity(D, "/rom/" + name + ".der", "/rom/" + name + ".key.der")


def state(what):
    files = sorted(os.listdir(D))
    print(what, generations(D), newest(D), "proven" if "identity.proven" in files else "")


def told(call, *args):
    try:
        print("it gave", call(*args))
    except Exception as er:
        print(type(er).__name__, *er.args[1:] or er.args)


blockdev.fresh("/disk")
D = "/disk/tls"
told(context, D)
told(context, "/rom/client.der")
told(context, 5)

# The first one: a directory is made for it.
install("client")
state("installed")
install("revoked-client")
state("nobody has accepted the first, but there was room")
install("client")
state("the second made way, the first is still there")
ctx = context(D)
print("a handshake that asked for no certificate:", accepted(ctx, demands=False))
state("proves nothing")
print("a handshake:", accepted(ctx))
state("proves it")
install("stranger-client")
state("the older one made way")
refused = context(D)
print("refused:", accepted(refused))
state("nothing is proven by that")
install("revoked-client")
state("so the refused one makes way")

# A connection proves the identity that it was made with, not one that the context was given later.
ctx = context(D)
client, server, c, s = slots.pipe.connections(client=ctx, server=slots.demanding())
install("client")
ctx.load_cert_chain(D)
print("the older connection:", slots.pipe.handshake(client, server))
state("is about another identity")
print("a new one:", accepted(ctx))
state("proves the newest")

# Nor does one that is slow take the mark away from what was installed and proven meanwhile.
install("revoked-client")
ctx = context(D)
client, server, c, s = slots.pipe.connections(client=ctx, server=slots.demanding())
install("client")
accepted(context(D))
state("proven")
print("the older connection:", slots.pipe.handshake(client, server))
install("revoked-client")
state("the proven one is still there")
accepted(context(D))

# A key that was made here goes into a slot as any other; what does not fit together is refused and changes nothing.
before = [slots.read(D + "/identity.%d" % slot) for slot in (0, 1)]
told(ssl.install_identity, D, "/rom/client.der", "/rom/server.key.der")
told(ssl.install_identity, D, "/rom/client.key.der", "/rom/client.key.der")
told(ssl.install_identity, D, "/rom/ca.pem", "/rom/client.key.der")
told(ssl.install_identity, D, None, "/rom/client.key.der")
told(ssl.install_identity, D, b"", b"")
told(ssl.install_identity, "/rom/tls", "/rom/client.der", "/rom/client.key.der")
told(ssl.install_identity, "/disk/no/tls", "/rom/client.der", "/rom/client.key.der")
print("as it was:", before == [slots.read(D + "/identity.%d" % slot) for slot in (0, 1)])

# Each kind of key, data instead of paths, a chain.
for name, key in (("rsa-client", "key"), ("p384-client", "sec1"), ("client", "sec1")):
    ssl.install_identity("/disk/" + name, slots.read("/rom/%s.der" % name), slots.read("/rom/%s.%s.der" % (name, key)))
    context("/disk/" + name)
    print(name, newest("/disk/" + name, (name,)))

# A server's identity is proven by a client that goes on after the handshake.
ssl.install_identity("/disk/server", "/rom/server.der", "/rom/server.key.der")
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
ctx.load_cert_chain("/disk/server")
client, server, c, s = slots.pipe.connections(server=ctx)
print("a server's:", sorted(os.listdir("/disk/server")), slots.pipe.handshake(client, server), sorted(os.listdir("/disk/server")))
