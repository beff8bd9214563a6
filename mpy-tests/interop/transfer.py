# Data to `openssl s_server` and back on every board, TLS 1.2 and 1.3, ECDSA and RSA, none of it lost or changed: a sixteenth of a
# megabyte each in `make test`, where the emulated camera's byte stream is what takes the time, the whole in `make soak`.

import combos, hashlib, peer

size = combos.MEGABYTE if peer.soaks() else combos.MEGABYTE // 16

for kind in combos.KINDS:
    # -rev answers each line with the line reversed.
    server = peer.openssl("s_server -accept {port} -rev -cert %s.pem -key %s.key.pem" % (kind[0], kind[0]))
    for version in combos.VERSIONS:
        s = combos.client_context(kind, version).wrap_socket(server.connect(), server_hostname="broker.local")
        sent, received = hashlib.sha256(), hashlib.sha256()
        count = 0
        for i in range(size // 1024):
            line = bytes(33 + (i * 7 + j * j) % 90 for j in range(1023))
            sent.update(line)
            s.write(line + b"\n")
            answer = s.readline()
            received.update(bytes(reversed(answer[:-1])))
            count += len(answer)
        s.close()
        print(kind[0], version[0], count == size, sent.digest() == received.digest())
