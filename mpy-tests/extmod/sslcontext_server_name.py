# A DNS name is sent as server name indication (RFC 6066, section 3); an IP address is compared with the certificate and never sent.

import pipe

for hostname in ("broker.local", "192.0.2.7"):
    c, s, wire, _ = pipe.connections(hostname=hostname)
    print(pipe.handshake(c, s))
    print(hostname.encode() in wire.sent)
