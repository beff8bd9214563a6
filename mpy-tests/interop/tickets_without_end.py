# A server's tickets are read as they come, but not without end.

import peer, pipe, refused

for count in (20, 60):
    server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem -tls1_3 -num_tickets " + str(count))
    s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
    server.send("hello\n")
    refused.show(lambda: print(s.read(6)))
    s.close()
    server.stop()
