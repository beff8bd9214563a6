# A client resumes a session: nobody reads a certificate, and the verdict is the one that was reached before.

import pipe, ssl


def connect(client, server, session=None, hostname="broker.local"):
    a, b = pipe.pair()
    c = client.wrap_socket(a, server_hostname=hostname, do_handshake_on_connect=False, session=session)
    s = server.wrap_socket(b, server_side=True, do_handshake_on_connect=False)
    return c, s, a, b


for version in pipe.VERSIONS:
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    c, s, a, b = connect(client, server)
    print(c.version(), c.session, c.session_reused)
    print(pipe.handshake(c, s), c.session_reused, s.session_reused, c.verify_result, s.session)
    whole = len(b.sent)
    der = c.getpeercert(True)
    session = c.session
    print(type(session).__name__)
    c.close()
    print(c.session)

    # It serves more than once, also when the connection that it came from is gone; and what it resumes has a session as well.
    for _ in range(3):
        c = s = None
        c, s, a, b = connect(client, server, session)
        print(c.session_reused, pipe.handshake(c, s), c.version(), c.session_reused, s.session_reused, c.verify_result)
        print(len(b.sent) < whole, c.getpeercert(True) == der, s.getpeercert(True))
        s.write(b"data")
        print(c.read(4))
        if _:
            session = c.session
        c.close()

    # A new context with the same trust.
    c, s, a, b = connect(pipe.client_context(), server, session)
    print(pipe.handshake(c, s), c.session_reused, c.verify_result)

    # A server that has other keys shakes hands anew.
    c, s, a, b = connect(client, pipe.server_context(), session)
    print(pipe.handshake(c, s), c.session_reused, s.session_reused, c.verify_result, c.getpeercert(True) == der)
    session = c.session
    c, s, a, b = connect(client, server, session)
    print(pipe.handshake(c, s), c.session_reused, s.session_reused, c.verify_result)

for wrong in (1, b"", c):
    try:
        connect(client, server, wrong)
    except TypeError:
        print("TypeError")
