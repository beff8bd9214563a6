# DTLS 1.2 with `openssl s_server` over real UDP sockets: every kind of key, a client certificate, refusals.

import peer, pipe

import ssl

if not hasattr(ssl, "PROTOCOL_DTLS_CLIENT"):
    print("SKIP")
    raise SystemExit


def client(anchors):
    ctx = ssl.SSLContext(ssl.PROTOCOL_DTLS_CLIENT)
    ctx.load_verify_locations("/rom/" + anchors + ".der")
    return ctx


def talk(server, ctx, hostname):
    sock = server.connect_udp()
    sock.settimeout(10)
    s = ctx.wrap_socket(sock, server_hostname=hostname)
    s.write(b"hello desk\n")
    said = server.says("hello desk")
    server.send("hello camera\n")
    print(s.cipher()[1], said, s.recv(100), s.verify_result)
    s.close()


for anchors, name, hostname in (
    ("ca", "server", "broker.local"),
    ("p384-ca", "p384", "broker.local"),
    ("rsa-ca", "rsa", "broker.local"),
):
    print(name)
    talk(
        peer.openssl("s_server -accept {port} -dtls1_2 -cert %s.pem -key %s.key.pem" % (name, name)),
        client(anchors),
        hostname,
    )

print("cookies, small datagrams")
talk(
    peer.openssl("s_server -accept {port} -dtls1_2 -listen -mtu 512 -cert rsa.pem -key rsa.key.pem"),
    client("rsa-ca"),
    "broker.local",
)

print("mutual")
ctx = client("ca")
ctx.load_cert_chain("/rom/client.der", "/rom/client.key.der")
talk(
    peer.openssl("s_server -accept {port} -dtls1_2 -Verify 2 -verify_return_error -CAfile ca.pem -cert server.pem -key server.key.pem"),
    ctx,
    "broker.local",
)

print("refused")
server = peer.openssl("s_server -accept {port} -dtls1_2 -cert server.pem -key server.key.pem")
try:
    client("rsa-ca").wrap_socket(server.connect_udp(), server_hostname="broker.local")
except OSError as er:
    print(er.errno == ssl.ERR_UNKNOWN_ISSUER)
print(server.says("unknown ca"))
