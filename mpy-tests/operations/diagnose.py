# diagnose() on set-ups each of which is broken in one way, over whatever stream a firmware has: the code and the words.

import machine, peer
from diagnosed import diagnose

SERVER = "s_server -accept {port} -www -cert %s.pem -key %s.key.pem"
CLIENTS = " -CAfile ca.pem -Verify 2 -verify_return_error"


def at(title, arguments, host="broker.local", cadata="/rom/ca.der", cert=None, key=None, plain=None):
    server = peer.plain(plain, after=True) if plain else peer.openssl(arguments)
    try:
        diagnose(title, host, server.port, cadata, cert, key, connect=lambda host, port: server.connect())
    finally:
        server.stop()


good = SERVER % ("server", "server")
at("good", good)
at("good, TLS 1.2", good + " -tls1_2")
at("nobody is trusted", good, cadata=None)
at("plain text", None, plain=b"HTTP/1.1 400 Bad Request\r\n\r\n")
at("expired", SERVER % ("expired", "expired"))
at("wrong name", SERVER % ("other-name", "other-name"))
at("unknown CA", SERVER % ("stranger", "stranger"))
for version in (" -tls1_2", " -tls1_3"):
    at("own certificate accepted", good + CLIENTS + version, cert="/rom/client.der", key="/rom/client.key.der")
    at("own certificate refused", good + CLIENTS + version, cert="/rom/stranger-client.der", key="/rom/stranger-client.key.der")
# What is wrong with the files is found before anybody is asked.
diagnose("a file", "broker.local", 1, "/rom/ca.pem", connect=None)
diagnose("no such file", "broker.local", 1, "/rom/ca.pm", connect=None)
diagnose("one of two files", "broker.local", 1, "/rom/ca.der", "/rom/client.der", connect=None)


def broken(host, port):
    raise OSError(113)


diagnose("the stream", "broker.local", 1, "/rom/ca.der", connect=broken)
machine.RTC().deinit()
diagnose("the clock", "broker.local", 1, "/rom/ca.der", connect=None)
