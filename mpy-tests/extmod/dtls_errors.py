# How DTLS says no.

import datagrams, ssl
import refused

# A server has to know its client.
for client_id in (None, 4, b""):
    refused.show(lambda: datagrams.server_context().wrap_socket(datagrams.Datagrams(), client_id=client_id, do_handshake_on_connect=False))

# The first ClientHello is answered with a cookie, and ends the server's connection.
pair = datagrams.Pair()
pair.client.write(b"x")
refused.show(lambda: pair.server.read(1))
print(len(pair.c.arrived))

# What is no DTLS cannot begin a connection, and does not disturb one.
pair = datagrams.Pair()
pair.s.arrived.append(b"GET / HTTP/1.0\r\n\r\n")
refused.show(lambda: pair.server.read(1))
pair = datagrams.Pair()
print(pair.handshake())
pair.s.arrived.append(b"GET / HTTP/1.0\r\n\r\n")
pair.c.arrived.append(b"\x17\xfe\xfd\0\1\0\0\0\0\0\7\0\1x")
print(pair.at_server(), pair.client.read(1), pair.handshake())

# A datagram takes so much and no more; the connection goes on.
refused.show(lambda: pair.client.write(bytes(4097)), "4096")
print(pair.handshake())

# There is no DTLS 1.3.
refused.show(lambda: setattr(datagrams.client_context(), "minimum_version", ssl.TLSVersion.TLSv1_3))
print(any(name.startswith("TLS_AES") for name in datagrams.client_context().get_ciphers()))

# The peer is judged as on streams, and told.
pair = datagrams.Pair(datagrams.client_context("rsa-ca"))
try:
    while True:
        pair.client.write(b"x")
        pair.at_server()
except OSError as er:
    print(er.errno == ssl.ERR_UNKNOWN_ISSUER)
try:
    pair.at_server()
except OSError as er:
    print(er.errno == ssl.ERR_ALERT_UNKNOWN_CA)
