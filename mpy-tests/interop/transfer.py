# A quarter of a megabyte to a real peer and back, in both versions, none of it lost or changed.

import hashlib, peer, pipe

for version in ("tls1_2", "tls1_3"):
    # -rev answers each line with the line reversed.
    server = peer.openssl("s_server -accept {port} -rev -%s -cert server.pem -key server.key.pem" % version)
    s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
    sent, received = hashlib.sha256(), hashlib.sha256()
    count = 0
    for i in range(256):
        line = bytes(33 + (i * 7 + j * j) % 90 for j in range(1023))
        sent.update(line)
        s.write(line + b"\n")
        answer = s.readline()
        received.update(bytes(reversed(answer[:-1])))
        count += len(answer)
    s.close()
    print(version, count, sent.digest() == received.digest())
