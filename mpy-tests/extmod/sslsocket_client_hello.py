# What a client offers, read from its first record: ECDHE with AEAD suites, no CBC, no static RSA, nothing with SHA-1 or MD5, no
# compression, the name as SNI (an address never), and extended master secret.

import pipe

_SNI, _GROUPS, _SIGNATURES, _MASTER_SECRET, _VERSIONS = 0, 10, 13, 23, 43


def u16(data, at):
    return data[at] << 8 | data[at + 1]


def words(data):
    return ["%04x" % u16(data, at) for at in range(0, len(data), 2)]


def hello(ctx, hostname):
    ctx.check_hostname = hostname is not None
    c, _, a, _ = pipe.connections(ctx, hostname=hostname)
    c.read(1)
    # Record header, handshake header, version, random, session id.
    data = bytes(a.sent)[5:]
    at = 4 + 2 + 32
    at += 1 + data[at]
    end = at + 2 + u16(data, at)
    print("suites", words(data[at + 2 : end]))
    print("compression", data[end + 1 : end + 1 + data[end]])
    at = end + 1 + data[end] + 2
    extensions = {}
    while at < len(data):
        extensions[u16(data, at)] = data[at + 4 : at + 4 + u16(data, at + 2)]
        at += 4 + u16(data, at + 2)
    print("groups", words(extensions[_GROUPS][2:]))
    print("signatures", words(extensions[_SIGNATURES][2:]))
    print("versions", words(extensions[_VERSIONS][1:]) if _VERSIONS in extensions else None)
    print("name", extensions.get(_SNI))
    print("extended master secret", _MASTER_SECRET in extensions)


hello(pipe.client_context(), "broker.local")
for version in pipe.VERSIONS:
    ctx = pipe.client_context()
    ctx.minimum_version = ctx.maximum_version = version
    hello(ctx, "127.0.0.1")
