# A verified GET from `openssl s_server`: TLS 1.3, every kind of key.

import peer, pipe

for anchors, name, hostname in (
    ("ca", "server", "broker.local"),
    ("ca", "server", "127.0.0.1"),
    ("p384-ca", "p384", "broker.local"),
    ("rsa-ca", "rsa", "broker.local"),
    ("camera", "camera", "camera.local"),
):
    server = peer.openssl("s_server -accept {port} -www -tls1_3 -cert %s.pem -key %s.key.pem" % (name, name))
    ctx = pipe.client_context("/rom/" + anchors + ".der")
    s = ctx.wrap_socket(server.connect(), server_hostname=hostname)
    s.write(b"GET / HTTP/1.0\r\n\r\n")
    page = s.read()
    print(name, s.cipher()[1], page[:15], b"</HTML>" in page.upper(), s.truncated)
    s.close()
