# A handshake and data each way, in both versions of TLS.

import pipe

for version in pipe.VERSIONS:
    client = pipe.client_context()
    client.minimum_version = client.maximum_version = version
    c, s, _, _ = pipe.connections(client)
    print(pipe.handshake(c, s))
    print(c.version(), s.version())
    print(len(c.cipher()), c.cipher() == s.cipher())
    with open("/rom/server.der", "rb") as f:
        print(c.getpeercert(True) == f.read())
    sent = bytes(range(256)) * 20
    got = b""
    n = 0
    while len(got) < len(sent):
        if n < len(sent):
            n += c.write(sent[n:]) or 0
        got += s.read(1000) or b""
    print(got == sent)
    c.close()
    print(s.read(10))
    s.close()
