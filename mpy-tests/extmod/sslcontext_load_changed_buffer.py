# What was loaded from a buffer that can change is a copy: changing it afterwards changes nothing.

import pipe, ssl


def read(name):
    with open("/rom/" + name, "rb") as f:
        return bytearray(f.read())


ca, cert, key = read("ca.der"), read("server.der"), read("server.key.der")
client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
client.load_verify_locations(cadata=ca)
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(memoryview(cert), memoryview(key))
for buffer in (ca, cert, key):
    for i in range(len(buffer)):
        buffer[i] = 0x55
c, s, _, _ = pipe.connections(client, server)
print(pipe.handshake(c, s))
