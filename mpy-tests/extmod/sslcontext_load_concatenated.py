# Every certificate of a file is loaded: as trust anchors all of them, as an identity the leaf and its chain.

import pipe

for anchors, identity in (("/rom/two.der", "server"), ("/rom/two.der", "stranger")):
    c, s, _, _ = pipe.connections(pipe.client_context(anchors), pipe.server_context(identity))
    print(pipe.handshake(c, s))

server = pipe.ssl.SSLContext(pipe.ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain("/rom/deep.chain.der", "/rom/deep.key.der")
c, s, _, _ = pipe.connections(server=server)
print(pipe.handshake(c, s))
