# A byte of a handshake is changed, in the messages that no one protects yet: each failure has a name of the catalogue and words for it,
# on this side and at the peer.

import errno, gc, pipe, refused

VERSION_OF = {0x0303: "1.2", 0x0304: "1.3"}


def step(s):
    try:
        s.do_handshake()
    except OSError as er:
        return er if er.errno != errno.EAGAIN else None


# The two ends take turns; byte `at` of flight number `flight` is changed on its way. What both raise, and whether there was such a byte.
def attempt(contexts, flight, at):
    c, s, a, b = pipe.connections(*contexts)
    raised, there = [], False
    for turn in range(8):
        s_or_c, stream = ((c, a), (s, b))[turn & 1]
        if turn == flight:
            there = at < len(stream.arrived)
            if there:
                stream.arrived[at] ^= 0xFF
        er = step(s_or_c)
        if er:
            raised.append(er)
    c.close()
    s.close()
    return raised, there


names = refused.names()
numbers = [getattr(refused.ssl, name) for name in names]
for version in pipe.VERSIONS:
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    client.load_cert_chain("/rom/client.der", "/rom/client.key.der")
    server.load_verify_locations("/rom/ca.der")
    server.verify_mode = refused.ssl.CERT_REQUIRED
    # ClientHello; ServerHello and what follows; the client's certificate, key share and signature.
    for flight, step_by in ((1, 5), (2, 7), (3, 7)):
        nameless, count, at = set(), 0, 0
        while True:
            raised, there = attempt((client, server), flight, at)
            if not there:
                break
            count += bool(raised)
            for er in raised:
                if er.errno not in numbers or len(er.args) < 2 or not er.args[1]:
                    nameless.add(er.args)
            at += step_by
        gc.collect()
        print(VERSION_OF[version], flight, count > 10, nameless)
