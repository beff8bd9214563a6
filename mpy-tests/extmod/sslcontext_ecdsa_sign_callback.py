# A script signs in the place of the library, as with a secure element: what it gets, what it may answer, and what becomes of that.

import gc, pipe, refused, ssl

P = (1 << 256) - (1 << 224) + (1 << 192) + (1 << 96) - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
X = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
Y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5


def double(p):
    x, y, z = p
    a = y * y % P
    b = 4 * x * a % P
    c = 3 * (x - z * z) * (x + z * z) % P
    x3 = (c * c - 2 * b) % P
    return x3, (c * (b - x3) - 8 * a * a) % P, 2 * y * z % P


def add_base(p):
    x, y, z = p
    zz = z * z % P
    h = (X * zz - x) % P
    r = (Y * zz * z - y) % P
    hh = h * h % P
    v = x * hh % P
    x3 = (r * r - hh * h - 2 * v) % P
    return x3, (r * (v - x3) - y * hh * h) % P, z * h % P


def integer(n):
    data = n.to_bytes(32, "big").lstrip(b"\0")
    if data[0] & 0x80:
        data = b"\0" + data
    return bytes((2, len(data))) + data


# ECDSA on P-256 (SEC 1 section 4.1.3), with a nonce that is good enough for a test.
def sign(key, digest):
    d = int.from_bytes(key, "big")
    k = int.from_bytes(digest, "big") * 0x9E3779B97F4A7C15 % N
    p = (X, Y, 1)
    for i in range(k.bit_length() - 2 if hasattr(k, "bit_length") else len(bin(k)) - 4, -1, -1):
        p = double(p)
        if k >> i & 1:
            p = add_base(p)
    x, _, z = p
    r = x * pow(z * z % P, P - 2, P) % P % N
    s = pow(k, N - 2, N) * (int.from_bytes(digest, "big") + r * d) % N
    body = integer(r) + integer(s)
    return bytes((0x30, len(body))) + body


# What the server raises.
def failure(c, s):
    while True:
        c.read(1)
        try:
            s.read(1)
        except BaseException as er:
            return er


calls = []


def signs(key, digest):
    calls.append((type(key), len(key), type(digest), len(digest)))
    return sign(key, digest)


def answers(answer):
    def callback(key, digest):
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return callback


def contexts(version, callback):
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    server.ecdsa_sign_callback = callback
    return client, server


def served(client, server):
    c, s, _, _ = pipe.connections(client, server)
    try:
        return pipe.handshake(c, s)
    finally:
        c.close()
        s.close()


for version in pipe.VERSIONS:
    print(hex(version))
    print("signs", served(*contexts(version, signs)), calls)
    calls.clear()
    print("declines", served(*contexts(version, answers(None))))
    for name, answer in (
        ("raises", ValueError("the element is locked")),
        ("interrupted", KeyboardInterrupt()),
        ("junk", b"junk"),
        ("empty", b""),
        ("too long", b"0" * 1000),
        ("no bytes", 5),
    ):
        client, server = contexts(version, answers(answer))
        c, s, _, _ = pipe.connections(client, server)
        er = failure(c, s)
        print(name, refused.describe(er) if isinstance(er, OSError) else (type(er).__name__, str(er)))
        print("  the client is told:", refused.describe(pipe.refusal(c, s)))
        c.close()
        s.close()
        server.ecdsa_sign_callback = signs
        if not served(client, server):
            print(name, "the next connection fails")
        calls.clear()

# A client signs, too.
client, server = pipe.client_context(), pipe.server_context()
server.load_verify_locations("/rom/ca.der")
server.verify_mode = ssl.CERT_REQUIRED
client.ecdsa_sign_callback = signs
client.load_cert_chain("/rom/client.der", "/rom/client.key.der")
print("client", served(client, server), len(calls))
calls.clear()

# A key that only stands for the one in the element: its public half is the certificate's.
with open("/rom/server.sec1.der", "rb") as file:
    stand_in = bytearray(file.read())
at = stand_in.index(b"\x04\x20") + 2 if hasattr(stand_in, "index") else bytes(stand_in).find(b"\x04\x20") + 2
true = bytes(stand_in[at : at + 32])
stand_in[at : at + 32] = b"\0" * 27 + b"no. 7"
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
try:
    ctx.load_cert_chain("/rom/server.der", stand_in)
except OSError as er:
    print(refused.describe(er))
ctx.ecdsa_sign_callback = lambda key, digest: sign(true, digest) if key == b"no. 7" else b""
ctx.load_cert_chain("/rom/server.der", stand_in)
print("stand-in", served(pipe.client_context(), ctx))
try:
    ctx.load_cert_chain("/rom/client.der", stand_in)
except OSError as er:
    print(refused.describe(er))

# The library is in use while it waits for a signature.
kept = []


def reenters(key, digest):
    for call in (lambda: s.read(1), lambda: s.write(b"x"), lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)):
        try:
            call()
            print("served")
        except OSError as er:
            print(er.errno)
    s.close()
    gc.collect()
    kept.append(key)
    return sign(key, digest)


client, server = pipe.client_context(), pipe.server_context()
server.ecdsa_sign_callback = reenters
c, s, _, _ = pipe.connections(client, server)
try:
    print("re-enters", pipe.handshake(c, s))
except OSError as er:
    print("re-enters", refused.describe(er))
print("wiped", bytes(kept[0]) == bytes(32))

ctx = pipe.server_context()
print(ctx.ecdsa_sign_callback)
try:
    ctx.ecdsa_sign_callback = 5
except TypeError as er:
    print("TypeError", er)
ctx.ecdsa_sign_callback = signs
print(ctx.ecdsa_sign_callback is signs)
ctx.ecdsa_sign_callback = None
print("taken back", served(pipe.client_context(), ctx), calls)

# A context is no less garbage for its callback.
try:
    import qemu

    held = qemu.held
except ImportError:
    held = lambda: 0
client = pipe.client_context()


# What finalisers give back is free at the second time.
def collect():
    gc.collect()
    gc.collect()


def forgotten():
    collect()
    before = gc.mem_alloc() + held()
    for _ in range(40):
        ctx = pipe.server_context()
        ctx.ecdsa_sign_callback = signs
    del ctx
    collect()
    return gc.mem_alloc() + held() - before


forgotten()
# Were 200 bytes of each left, it would be more.
print(forgotten() < 8000)
