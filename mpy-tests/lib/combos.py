# What each real peer is tried with: TLS 1.2 and 1.3, ECDSA and RSA; a megabyte each way; many connections that leave nothing behind.

import binascii, gc, hashlib, peer, ssl

# A server's certificate, its CA, and a client's certificate of the same kind.
KINDS = (("server", "ca", "client"), ("rsa", "rsa-ca", "rsa-client"))
VERSIONS = (("1.2", ssl.TLSVersion.TLSv1_2), ("1.3", ssl.TLSVersion.TLSv1_3))

MEGABYTE = 1 << 20
CHUNK = 8192


def client_context(kind, version, identity=None):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations("/rom/" + kind[1] + ".der")
    ctx.minimum_version = ctx.maximum_version = version[1]
    if identity:
        ctx.load_cert_chain("/rom/" + identity + ".der", "/rom/" + identity + ".key.der")
    return ctx


def server_context(kind, version=None):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain("/rom/" + kind[0] + ".der", "/rom/" + kind[0] + ".key.der")
    if version:
        ctx.minimum_version = ctx.maximum_version = version[1]
    return ctx


# The chunk `i` of a megabyte: no two are alike.
def chunk(i, size=CHUNK):
    return hashlib.sha256(b"%d" % i).digest() * (size // 32)


def hexdigest(hash):
    return binascii.hexlify(hash.digest()).decode()


# Exactly so many bytes, or fewer at the end of the data.
def read_exactly(s, size):
    data = s.read(size)
    while len(data) < size:
        more = s.read(size - len(data))
        if not more:
            break
        data += more
    return data


# A megabyte to a peer that gives back what it gets: whether it came back as it went.
def echo(s, size=MEGABYTE):
    sent, received = hashlib.sha256(), hashlib.sha256()
    for i in range(size // CHUNK):
        data = chunk(i)
        sent.update(data)
        s.write(data)
        received.update(read_exactly(s, CHUNK))
    return sent.digest() == received.digest()


# The same in lines of text, for a peer that answers each line as `answer` has it.
def echo_lines(s, answer=lambda line: line):
    sent, received = hashlib.sha256(), hashlib.sha256()
    for i in range(1024):
        line = bytes(33 + (i * 7 + j * 5) % 90 for j in range(128)) * 8
        line = line[1:] + b"\n"
        sent.update(answer(line))
        s.write(line)
        received.update(s.readline())
    return sent.digest() == received.digest()


# A megabyte from a client, and one to it: (SHA-256 of what came, SHA-256 of what went).
def serve_megabyte(s):
    came, went = hashlib.sha256(), hashlib.sha256()
    count = 0
    while count < MEGABYTE:
        data = s.read(min(CHUNK, MEGABYTE - count))
        if not data:
            break
        count += len(data)
        came.update(data)
    for i in range(MEGABYTE // CHUNK):
        data = chunk(i)
        went.update(data)
        s.write(data)
    return hexdigest(came), hexdigest(went)


# Has `run(rounds)` make as many connections as loops have to, and says how the heap is then: what one connection would leave
# behind is more than what the collector misses by. `run` gives how many were done.
def many(run):
    rounds = 500 if peer.soaks() else 24
    run(8)
    # The library's last block of 4 KB may come with one loop: a leak comes with each.
    for _ in range(3):
        gc.collect()
        gc.collect()
        before = gc.mem_free()
        done = run(rounds)
        gc.collect()
        gc.collect()
        lost = before - gc.mem_free()
        if done != rounds or lost < 1024:
            break
    print("every connection done:", done == rounds, "the heap as it was:", lost < 1024 or lost)


# The same with `one(i)` for one connection, which gives whether it was done.
def loop(one):
    many(lambda rounds: sum(one(i) is True for i in range(rounds)))
