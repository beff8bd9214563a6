# DTLS 1.2 between two ends of one script: the cookie, data by datagrams, client certificates, the end.

import datagrams, ssl, tls

print(ssl.PROTOCOL_DTLS_CLIENT, ssl.PROTOCOL_DTLS_SERVER, tls.PROTOCOL_DTLS_CLIENT, tls.PROTOCOL_DTLS_SERVER)

pair = datagrams.Pair()
print(pair.client.cipher(), pair.client.version())
print(pair.handshake(), pair.verified)
print(pair.client.cipher()[1], pair.client.version(), pair.server.version(), pair.client.verify_result)
print(pair.client.getpeercert(True) == open("/rom/server.der", "rb").read())

# Each write is a datagram; a read gives one, or what is left of it.
for text in (b"one", b"two!", b"three"):
    pair.client.write(text)
print(pair.server.recv(100), pair.server.recv(2), pair.server.recv(100), pair.server.recv(100), pair.server.recv(100))
long = bytes(range(256)) * 16
print(pair.server.write(long), pair.client.read(4096) == long)

pair.client.close()
print(pair.server.read(10), pair.server.truncated)

server = datagrams.server_context()
server.verify_mode = ssl.CERT_REQUIRED
server.load_verify_locations("/rom/ca.der")
client = datagrams.client_context()
client.load_cert_chain("/rom/client.der", "/rom/client.key.der")
pair = datagrams.Pair(client, server)
print(pair.handshake(), pair.server.verify_result)
