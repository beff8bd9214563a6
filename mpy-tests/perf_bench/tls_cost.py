# What tools/bench runs on the camera, in our firmware and in MicroPython's own: prints `part / row = figure` lines. Only what both
# have is used: tls.SSLContext, DER bytes, the suites' names. Which part runs is appended by who runs it: `run("handshakes")`.

import bench, gc, qemu, tls

OURS = hasattr(tls, "__version__")
VERSIONS = ((0x0303, "TLS 1.2"), (0x0304, "TLS 1.3")) if OURS else ((0, "TLS 1.2"),)
# The chain's name, its anchor, the server's certificates and key.
KINDS = (
    ("P-256", "ca.der", "server.der", "server.key.der"),
    ("RSA-2048", "rsa-ca.der", "rsa.der", "rsa.key.der"),
    ("RSA-4096, P-384, P-256", "public-root.der", "public.chain.der", "public.key.der"),
)
GCM_128 = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"
GCM_256 = "TLS-ECDHE-ECDSA-WITH-AES-256-GCM-SHA384"
CHACHA = "TLS-ECDHE-ECDSA-WITH-CHACHA20-POLY1305-SHA256"


def say(row, figure):
    print("%s = %s" % (row, figure))


def file(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()


def contexts(kind, version=0, suite=None):
    _, anchor, certificates, key = kind
    client, server = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT), tls.SSLContext(tls.PROTOCOL_TLS_SERVER)
    client.load_verify_locations(file(anchor))
    server.load_cert_chain(file(certificates), file(key))
    for context in (client, server):
        if version:
            context.minimum_version = context.maximum_version = version
        if suite:
            context.set_ciphers([suite])
    return client, server


# The suite as IANA writes it, without TLS_ and the key exchange, which the chain tells.
def suite_of(s):
    return s.cipher()[0].replace("-", "_").split("WITH_")[-1].replace("TLS_", "")


def call(end, f, *args):
    try:
        return bench.call(end, f, *args)
    except OSError as er:
        if er.errno != 11:
            raise


def wrap(client, server, n=0, blocking=True, **more):
    a, b = bench.pipe(n)
    c = bench.call(0, lambda: client.wrap_socket(a, server_hostname="broker.local", do_handshake_on_connect=False, **more))
    s = bench.call(1, lambda: server.wrap_socket(b, server_side=True, do_handshake_on_connect=False))
    if not blocking:
        c.setblocking(False)
        s.setblocking(False)
    return c, s, a, b


# A byte goes each way: then the handshake is over at both ends.
def shake(c, s):
    ends = (c, s)
    for sender, receiver in ((0, 1), (1, 0)):
        sent = got = None
        while not got:
            if not sent:
                sent = call(sender, ends[sender].write, b"?")
            got = call(receiver, ends[receiver].read, 1)


def connect(client, server, n=0, blocking=True, **more):
    gc.collect()
    bench.counted(0), bench.counted(1)
    c, s, a, b = wrap(client, server, n, blocking, **more)
    shake(c, s)
    return c, s, a, b


def handshakes():
    for version, name in VERSIONS:
        for kind in KINDS:
            if kind[2] == "public.chain.der" and not OURS:
                continue  # see peaks
            client, server = contexts(kind, version)
            # Once to be warm: what is made at first use is not counted.
            connect(client, server)
            wrap(client, server)
            gc.collect()
            bench.counted(0), bench.counted(1)
            wrap(client, server)
            wrapped = [bench.counted(end)[0] for end in (0, 1)]
            bench.memory()
            qemu.stack_peak(True)
            c, s, a, b = connect(client, server)
            stack = qemu.stack_peak()
            counted = [bench.counted(end) for end in (0, 1)]
            spent = [count[0] for count in counted]
            stack -= min(count[2] for count in counted)
            suite = suite_of(c)
            print("%s, %s: %s" % (name, kind[0], suite))
            tail = ", %s, %s" % (name, kind[0])
            for end, role in enumerate(("client", "server")):
                say(role + " handshake" + tail, spent[end])
            if kind[0] == "P-256":
                for end, role in enumerate(("client", "server")):
                    say(role + " wrap_socket" + tail, wrapped[end])
                say("C stack" + tail, stack)
                say("client's writes" + tail, a.writes()[0] - 1)
                say("server's writes" + tail, b.writes()[0] - 1)
            if kind[0] == "P-256" and OURS:
                for _ in range(2):
                    session = c.session
                    c = s = None
                    c, s, a, b = connect(client, server, session=session)
                assert c.session_reused
                for end, role in enumerate(("client", "server")):
                    say("resumed " + role + " handshake" + tail, bench.counted(end)[0])
            c = s = None
            if kind[0] != "RSA-2048":
                c, s, a, b = connect(client, server, 0, False)
                for end, role in enumerate(("client", "server")):
                    say("longest stall of the " + role + tail, bench.counted(end)[1])
                c = s = None


# A client of openssl's server, at the other end of a serial line.
def over_a_line(kind, options, version=0):
    import peer

    server = peer.openssl("s_server -accept {port} " + options)
    link = server.connect()
    client = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(file(kind[1]))
    if version:
        client.minimum_version = client.maximum_version = version
    before = clean()
    bench.counted(0), bench.memory()
    c = bench.call(0, lambda: client.wrap_socket(link, server_hostname="broker.local"))
    peak = bench.memory()[3]
    rest = clean() - before
    peak += rest - bench.memory()[2]
    counted = bench.counted(0)
    suite = suite_of(c)
    c.close()
    server.stop()
    return counted, rest, peak, suite


def peaks():
    for version, name in VERSIONS:
        over_a_line(KINDS[0], "-cert server.pem -key server.key.pem", version)
        _, _, peak, _ = over_a_line(KINDS[0], "-cert server.pem -key server.key.pem", version)
        say("heap at the peak, one end, %s, P-256" % name, peak)
    if not OURS:
        # Upstream's server takes no chain from DER.
        spent, _, _, suite = over_a_line(KINDS[2], "-cert public.pem -key public.key.pem -cert_chain public-issuing.pem -tls1_2")
        print("TLS 1.2, %s: %s" % (KINDS[2][0], suite))
        say("client handshake, TLS 1.2, " + KINDS[2][0], spent[0])
        say("longest stall of the client, TLS 1.2, " + KINDS[2][0], spent[1])


def transfer(c, s, piece, total):
    data = memoryview(bytes(piece))
    buf = bytearray(piece)
    gc.collect()
    bench.counted(0), bench.counted(1)
    for _ in range(total // piece):
        n = 0
        while n < piece:
            n += call(0, c.write, data[n:]) or 0
            m = 0
            while m < n:
                m += call(1, s.readinto, memoryview(buf)[:n - m]) or 0
    return [bench.counted(end)[0] * 1024 // (total // piece * piece) for end in (0, 1)]


def records():
    for version, name in VERSIONS:
        for suite, short in ((GCM_128, "AES-128-GCM"), (GCM_256, "AES-256-GCM"), (CHACHA, "ChaCha20-Poly1305")):
            if version == 0x0304:
                suite = {GCM_128: "TLS_AES_128_GCM_SHA256", GCM_256: "TLS_AES_256_GCM_SHA384", CHACHA: "TLS_CHACHA20_POLY1305_SHA256"}[suite]
            try:
                client, server = contexts(KINDS[0], version, suite)
            except OSError:
                continue  # upstream has no ChaCha20-Poly1305
            c, s, a, b = connect(client, server)
            for piece, total in ((4096, 32768), (100, 4000)):
                spent = transfer(c, s, piece, total)
                where = ", %s, %s, pieces of %d" % (name, short, piece)
                say("write a KB" + where, spent[0])
                say("read a KB" + where, spent[1])
                say("write and read a KB" + where, sum(spent))
            frame(c, s, ", %s, %s" % (name, short))
            c = s = None


# A frame of 60 KB, as a camera sends it: one write.
def frame(c, s, tail):
    data = memoryview(bytes(61440))
    buf = bytearray(4096)
    gc.collect()
    bench.counted(0), bench.counted(1)
    assert call(0, c.write, data) == len(data)
    got = 0
    while got < len(data):
        got += call(1, s.readinto, buf)
    say("60 KB frame from a memoryview, write" + tail, bench.counted(0)[0])
    say("60 KB frame from a memoryview, read" + tail, bench.counted(1)[0])


# What is no longer used but still named by a word on the C stack goes when deeper calls have written over it.
def clean(depth=20):
    if depth:
        return clean(depth - 1)
    gc.collect()
    return gc.mem_alloc()


# Frees what a connection holds, here and now.
def close(connection):
    connection[0].close()
    connection[1].close()


def memory():
    for version, name in VERSIONS:
        client, server = contexts(KINDS[0], version)
        close(connect(client, server))
        kept = [None] * 4
        for pairs, words in ((1, "one connection"), (4, "eight connections")):
            before = clean()
            for n in range(pairs):
                bench.memory()
                kept[n] = connect(client, server, n)
                allocations, blocks, held, peak, largest = bench.memory()
            rest = clean() - before
            held = bench.memory()[2]
            # In records of 4 KB, which both send at most.
            transfer(kept[0][0], kept[0][1], 4096, 16384)
            largest = max(largest, bench.memory()[4])
            tail = ", %s, %s" % (name, words)
            say("heap at rest, each" + tail, rest // (2 * pairs))
            say("heap at the peak, both ends" + tail, rest + peak - held)
            say("largest block" + tail, largest)
            if pairs == 1:
                say("allocations of Mbed TLS, both ends" + tail, allocations)
                say("blocks taken of the heap, both ends" + tail, blocks)
            for n in range(pairs):
                close(kept[n])


def primitives():
    for name, spent in bench.primitives(file("rsa.key.der")):
        say(name, spent)


def run(part):
    globals()[part]()
