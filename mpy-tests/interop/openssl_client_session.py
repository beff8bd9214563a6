# `openssl s_client` resumes a session with the camera: the camera's tickets, in both versions.

import peer, pipe

for version in ("-tls1_2", "-tls1_3"):
    server = pipe.server_context()
    ticket = None
    for _ in range(3):
        options = "-sess_in session-%d.pem" % ticket if ticket else "-sess_out session-{port}.pem"
        client = peer.openssl_client(
            "s_client -connect 127.0.0.1:{port} -CAfile ca.pem -verify_return_error %s %s" % (version, options),
            "hello camera\n",
        )
        s = server.wrap_socket(client.accept(), server_side=True)
        print(s.version(), s.session_reused, s.readline())
        s.write(b"hello desk\n")
        print(client.says("hello desk"))
        s.close()
        print("Reused, TLS" in client.output())
        ticket = ticket or client.port

    # After a change of the context its keys are others, and tickets of old are not accepted.
    server.load_cert_chain("/rom/server.der", "/rom/server.key.der")
    client = peer.openssl_client(
        "s_client -connect 127.0.0.1:{port} -CAfile ca.pem %s -sess_in session-%d.pem" % (version, ticket),
        "hello camera\n",
    )
    s = server.wrap_socket(client.accept(), server_side=True)
    print(s.version(), s.session_reused, s.readline())
    s.close()
    print("Reused, TLS" in client.output())

# A server that asks for certificates gives no tickets: each client proves itself anew.
server = pipe.server_context()
server.load_verify_locations("/rom/ca.der")
server.verify_mode = pipe.ssl.CERT_REQUIRED
for version in ("-tls1_2", "-tls1_3"):
    client = peer.openssl_client(
        "s_client -connect 127.0.0.1:{port} -CAfile ca.pem -cert client.pem -key client.key.pem " + version, "hello camera\n"
    )
    s = server.wrap_socket(client.accept(), server_side=True)
    print(s.version(), s.session_reused, s.readline(), s.verify_result)
    s.write(b"hello desk\n")
    print(client.says("hello desk"))
    s.close()
    print("TLS session ticket:" in client.output())
