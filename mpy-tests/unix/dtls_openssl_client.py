# The camera serves DTLS 1.2 to `openssl s_client` over real UDP sockets, as MicroPython's documentation has it: the first
# ClientHello gets a cookie, and wrap_socket fails with Mbed TLS's number; the second shows the cookie.

import peer, socket

import ssl

if not hasattr(ssl, "PROTOCOL_DTLS_SERVER"):
    print("SKIP")
    raise SystemExit


def serve(name, arguments, demand=None):
    ctx = ssl.SSLContext(ssl.PROTOCOL_DTLS_SERVER)
    ctx.load_cert_chain("/rom/" + name + ".der", "/rom/" + name + ".key.der")
    if demand:
        ctx.verify_mode = ssl.CERT_REQUIRED
        ctx.load_verify_locations("/rom/" + demand + ".der")
    client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -dtls1_2 " + arguments, "hello camera\n")
    sock = client.bind_udp()
    for _ in range(3):
        _, address = sock.recvfrom(1, socket.MSG_PEEK)
        sock.connect(address)
        try:
            s = ctx.wrap_socket(sock, server_side=True, client_id=repr(address).encode())
        except OSError as er:
            print(er.errno, "hello verify required" in er.args[1])
            continue
        break
    print(name, s.cipher()[1], s.recv(100), s.verify_result)
    s.send(b"hello desk\n")
    print(client.says("hello desk"))
    s.close()
    print("Verify return code: 0 (ok)" in client.output())


verified = "-CAfile %s.pem -verify_return_error -verify_hostname broker.local"
serve("server", verified % "ca")
serve("p384", verified % "p384-ca")
serve("rsa", verified % "rsa-ca" + " -mtu 400")
serve("server", verified % "ca" + " -cert client.pem -key client.key.pem", "ca")
