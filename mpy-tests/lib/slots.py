# Identities installed in a directory: what tests look at and change.

import hashlib, os

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit
import pipe


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


# The file of a slot, as src/policy/slot.rs has it.
def made(generation, name="client", key=None):
    chain, key = read("/rom/" + name + ".der"), read("/rom/" + (key or name) + ".key.der")
    body = b"camtls i" + generation.to_bytes(4, "big") + len(key).to_bytes(2, "big") + len(chain).to_bytes(2, "big") + key + chain
    return body + hashlib.sha256(body).digest()


# Which certificate of /rom is the newest complete one there; or the error's name.
def newest(directory, names=("client", "revoked-client", "stranger-client", "rsa-client")):
    import tls

    try:
        der = tls._installed(directory)[0]
    except OSError as er:
        return "ERR_IDENTITY_ABSENT" if er.args[0] == ssl.ERR_IDENTITY_ABSENT else er
    return [name for name in names if read("/rom/" + name + ".der") == der]


# The generation in each slot's file, by its bytes.
def generations(directory):
    found = []
    for slot in (0, 1):
        try:
            found.append(int.from_bytes(read("%s/identity.%d" % (directory, slot))[8:12], "big"))
        except OSError:
            found.append(None)
    return found


# A server that demands a certificate.
def demanding(anchors="/rom/ca.der"):
    server = pipe.server_context()
    server.load_verify_locations(anchors)
    server.verify_mode = ssl.CERT_REQUIRED
    return server


# A handshake of a client with that identity, whose server demands one, and a byte each way: whether all went well.
def accepted(ctx, demands=True, anchors="/rom/ca.der"):
    server = demanding(anchors) if demands else pipe.server_context()
    client, server, c, s = pipe.connections(client=ctx, server=server)
    try:
        return pipe.handshake(client, server)
    except OSError as er:
        return er
    finally:
        client.close()
        server.close()


def context(directory):
    ctx = pipe.client_context()
    ctx.load_cert_chain(directory)
    return ctx
