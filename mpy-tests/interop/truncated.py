# A server that is killed in mid-connection: what was read is there, the end is told as cut.

import peer, pipe

server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem -tls1_2")
s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
server.send("the first half\n")
print(s.readline())
server.stop()
try:
    print(s.read(10), s.truncated)
except OSError as er:
    print(type(er) is OSError, er.errno > 0)
