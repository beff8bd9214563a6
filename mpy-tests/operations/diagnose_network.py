# diagnose() with sockets: names, ports, and what is behind them.

try:
    import socket
except ImportError:
    print("SKIP: no network")
    raise SystemExit

import peer
from diagnosed import diagnose

SERVER = "s_server -accept {port} -www -cert %s.pem -key %s.key.pem"

# No resolver answers for a name with an empty label.
diagnose("no such name", "broker..local", 8883, "/rom/ca.der")
diagnose("refused", "127.0.0.1", peer.free_port(), "/rom/ca.der")
for name in ("server", "expired", "other-name", "stranger"):
    server = peer.openssl(SERVER % (name, name))
    diagnose(name, "127.0.0.1", server.port, "/rom/ca.der")
    server.stop()
server = peer.plain(b"SSH-2.0-OpenSSH_9.2\r\n", hold=True)
diagnose("ssh", "127.0.0.1", server.port, "/rom/ca.der")
server = peer.openssl(SERVER % ("server", "server") + " -CAfile ca.pem -Verify 2 -verify_return_error")
diagnose("client", "127.0.0.1", server.port, "/rom/ca.der", "/rom/rsa-client.der", "/rom/rsa-client.key.der")
