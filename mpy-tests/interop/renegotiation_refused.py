# A peer that wants to renegotiate is answered with no_renegotiation, and what it sends until then is read. (OpenSSL then gives up
# with an alert of its own.)

import peer, pipe, refused

ANSWER = "<<< TLS 1.2, Alert [length 0002], warning no_renegotiation"

server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem -tls1_2 -msg")
s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
server.send("hello\n")
print(s.read(6))
server.send("r\n")
refused.show(lambda: print(s.read(1)))
print("server", server.says(ANSWER))
s.close()
server.stop()

client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -CAfile ca.pem -tls1_2 -msg", "R\n")
s = pipe.server_context().wrap_socket(client.accept(), server_side=True)
refused.show(lambda: print(s.read(1)))
print("client", client.says(ANSWER))
s.close()
client.stop()
