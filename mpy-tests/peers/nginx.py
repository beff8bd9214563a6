# nginx: TLS 1.2 and 1.3, ECDSA and RSA; it lets in clients by their certificates and its revocation lists; a megabyte is put there,
# fetched back and compared, another fetched; and many connections.

import combos, hashlib, peer

wanted = peer.megabyte()
servers = [peer.server("nginx", kind[0], verify=True) for kind in combos.KINDS]
contexts = []


# (status, body) of one request, the body by its digest.
def request(ctx, server, line, body=None, digest=False):
    s = ctx.wrap_socket(server.connect(), server_hostname="broker.local")
    s.write(line + b" HTTP/1.0\r\nHost: broker.local\r\n")
    if body:
        s.write(b"Content-Length: %d\r\n" % combos.MEGABYTE)
    s.write(b"\r\n")
    for part in body or ():
        s.write(part)
    status = s.readline().split()[1]
    while s.readline() not in (b"\r\n", b""):
        pass
    if not digest:
        answer = s.read()
    else:
        h = hashlib.sha256()
        while data := s.read(4096):
            h.update(data)
        answer = combos.hexdigest(h)
    complete = not s.truncated
    s.close()
    return status, answer, complete


for server, kind in zip(servers, combos.KINDS):
    for version in combos.VERSIONS:
        ctx = combos.client_context(kind, version, kind[2])
        contexts.append((server, ctx))
        print(kind[0], *request(ctx, server, b"GET /"))
        _, digest, complete = request(ctx, server, b"GET /data", digest=True)
        print("fetched", digest == wanted, complete)
        put = hashlib.sha256()
        for i in range(128):
            put.update(combos.chunk(i))
        path = b" /up/" + kind[0].encode() + version[0].encode()
        print("put", request(ctx, server, b"PUT" + path, (combos.chunk(i) for i in range(128)))[0])
        print("back", request(ctx, server, b"GET" + path, digest=True)[1] == combos.hexdigest(put))

# Who has no certificate, a stranger's or a revoked one is told so by HTTP: nginx lets the handshake go on.
for version in combos.VERSIONS:
    for identity in (None, "stranger-client", "revoked-client", "expired-client"):
        ctx = combos.client_context(combos.KINDS[0], version, identity)
        status, answer, _ = request(ctx, servers[0], b"GET /data")
        print(version[0], identity, status, b"No required SSL certificate" in answer, b"The SSL certificate error" in answer)


def one(i):
    server, ctx = contexts[i % 4]
    return request(ctx, server, b"GET /")[0] == b"200"


combos.loop(one)
