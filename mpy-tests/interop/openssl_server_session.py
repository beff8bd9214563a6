# A session of `openssl s_server` is resumed: by ticket and, without tickets, by the server's own memory (TLS 1.2).

import peer, pipe


def get(ctx, server, session=None):
    s = ctx.wrap_socket(server.connect(), server_hostname="broker.local", session=session)
    s.write(b"GET / HTTP/1.0\r\n\r\n")
    page = s.read()
    print(s.version(), s.session_reused, b"Reused, TLS" in page, s.verify_result, len(s.getpeercert(True)) > 300)
    session = s.session
    s.close()
    return session


for options in ("-tls1_2", "-tls1_2 -no_ticket", "-tls1_3", "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384"):
    server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem " + options)
    ctx = pipe.client_context()
    print(options)
    session = get(ctx, server)
    session = get(ctx, server, session)
    get(ctx, server, session)
    get(ctx, server)
    server.stop()

    # Another server of the same name, which cannot open the ticket.
    server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem " + options)
    session = get(ctx, server, session)
    get(ctx, server, session)
    server.stop()
