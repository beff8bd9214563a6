# The scripts of examples/, as they are, against real peers.

import hashlib, peer, refused, sys

try:
    import socket
except ImportError:
    # The examples import it, and are given their streams here.
    sys.modules["socket"] = peer
sys.path.append("/rom/examples")

import client, mutual, server, verify_callback

peer_server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem")
print(client.fetch(peer_server.connect(), trusted="/rom/ca.der")[:15])

peer_server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem -CAfile ca.pem -Verify 2 -verify_return_error")
ctx = mutual.context("/rom/ca.der", "/rom/client.der", "/rom/client.key.der")
print(b"Client certificate" in mutual.fetch(ctx, peer_server.connect()))

browser = peer.openssl_client("s_client -connect 127.0.0.1:{port} -CAfile camera.pem -verify_hostname camera.local -quiet", "GET / HTTP/1.0\r\n\r\n")
server.serve(server.context("/rom/camera.der", "/rom/camera.key.der"), browser.accept())
print("hello from the camera" in browser.output())

with open("/rom/server.der", "rb") as f:
    fingerprint = hashlib.sha256(f.read()).digest()
peer_server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem")
print(verify_callback.fetch(verify_callback.context(fingerprint, "/rom/ca.der"), peer_server.connect())[:15])
refused.show(lambda: verify_callback.fetch(verify_callback.context(bytes(32), "/rom/ca.der"), peer_server.connect()))
