# A session is taken up only where as much is demanded of the peer as when it was made, and as long as its certificates are in date.
# Elsewhere the handshake is a whole one, with a verdict of its own.

import binascii, machine, pipe, refused, ssl


def attempt(client, session, hostname="broker.local"):
    a, b = pipe.pair()
    c = client.wrap_socket(a, server_hostname=hostname, do_handshake_on_connect=False, session=session)
    s = server.wrap_socket(b, server_side=True, do_handshake_on_connect=False)
    try:
        pipe.handshake(c, s)
    except OSError as er:
        try:
            s.read(1)
        except OSError:
            pass
        return refused.describe(er)
    return c, s


def told(client, hostname="broker.local"):
    answer = attempt(client, session, hostname)
    return answer if isinstance(answer, str) else (answer[0].session_reused, answer[0].verify_result)


def unverified():
    ctx = pipe.client_context(None)
    ctx.verify_mode = ssl.CERT_NONE
    return ctx


def changed(name, value):
    ctx = pipe.client_context()
    setattr(ctx, name, value)
    return ctx


def loaded(*args, **kwargs):
    ctx = pipe.client_context()
    ctx.load_verify_locations(*args, **kwargs)
    return ctx


def listed(flags=ssl.VERIFY_CRL_CHECK_LEAF):
    ctx = loaded(crl="/rom/crl.der")
    ctx.verify_flags = flags
    return ctx


def pinned(*pins):
    ctx = pipe.client_context()
    ctx.pin_public_key(*pins)
    return ctx


ssl.warn_unverified = False
pin = ssl.certificate_info("/rom/server.der")[0]["pin"]
for version in pipe.VERSIONS:
    server = pipe.server_context()
    server.minimum_version = server.maximum_version = version

    # An unverified session is none for a client that verifies.
    session = attempt(unverified(), None)[0].session
    print("unverified", told(unverified()), told(pipe.client_context()), told(unverified(), "other.local"))

    session = attempt(pipe.client_context(), None)[0].session
    print("the same", told(pipe.client_context()))
    print("none", told(unverified()))
    print("optional", told(changed("verify_mode", ssl.CERT_OPTIONAL)))
    print("address", told(pipe.client_context(), "127.0.0.1"))
    print("other name", told(pipe.client_context(), "camera.local"))
    print("name not compared", told(changed("check_hostname", False)))
    print("common name", told(changed("hostname_checks_common_name", True)))
    print("callback", told(changed("verify_callback", lambda der, depth: 0)))
    print("callback refuses", told(changed("verify_callback", lambda der, depth: 1)))
    print("other anchors", told(pipe.client_context("/rom/p384-ca.der")))
    print("more anchors", told(loaded("/rom/p384-ca.der")))
    print("pin", told(pinned(bytes(32))), told(pinned(pin)))
    print("list not asked for", told(loaded(crl="/rom/crl.der")))
    print("list", told(listed()))
    ctx = pipe.client_context()
    ctx.load_cert_chain("/rom/client.der", "/rom/client.key.der")
    print("identity", told(ctx))
    other = pipe.VERSIONS[1 - pipe.VERSIONS.index(version)]
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = other
    answer = told(ctx)
    print("version", "refused" if isinstance(answer, str) else answer)
    ctx = pipe.client_context()
    ctx.set_ciphers(["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"])
    print("suites", told(ctx))

    # It is a client's alone: a server shakes hands anew, and its own session is none.
    a, b = pipe.pair()
    c = pipe.client_context().wrap_socket(a, server_hostname="broker.local", do_handshake_on_connect=False)
    s = server.wrap_socket(b, server_side=True, do_handshake_on_connect=False, session=session)
    print("role", pipe.handshake(c, s), s.session_reused, s.session)

    # Where more was demanded, that much is demanded again.
    session = attempt(listed(), None)[0].session
    print("list", told(listed()), told(listed(ssl.VERIFY_CRL_CHECK_CHAIN)), told(loaded(crl="/rom/crl.der")), told(pipe.client_context()))
    session = attempt(pinned(pin), None)[0].session
    print("pin", told(pinned(pin)), told(pinned(pin, bytes(32))), told(pipe.client_context()))
    session = attempt(pipe.client_context(), None)[0].session

    # The clock goes on: past the certificate, past the ticket's hour, and back.
    now = machine.RTC().datetime()
    for change in ((10, 0), (0, 2), (0, 0)):
        machine.RTC().datetime((now[0] + change[0],) + now[1:4] + ((now[4] + change[1]) % 24,) + now[5:])
        print("clock", change, told(pipe.client_context()))
    machine.RTC().datetime(now)
