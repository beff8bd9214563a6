# A stream that misbehaves anywhere in a handshake: what may pass is told as it is, and the handshake goes on; what is final ends it.

import errno, pipe, refused
from hostile import Hostile, Mine

_POLL = 3


def contexts(version):
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    return client, server


last, streams = [], []


# A pair whose client's, or server's, stream is hostile: (the one that suffers, the other, its stream).
def suffering(client, server, at_client):
    # The pair before it gives its memory back now, not when the heap is full, in pieces.
    for stream in streams:
        stream.fault = None
    for connection in last:
        connection.close()
    a, b = Hostile(), pipe.Pipe()
    a.other, b.other = b, a
    c = client.wrap_socket(a if at_client else b, server_hostname="broker.local", do_handshake_on_connect=False)
    s = server.wrap_socket(b if at_client else a, server_side=True, do_handshake_on_connect=False)
    last[:] = c, s
    streams[:] = (a,)
    return (c, s, a) if at_client else (s, c, a)


# Both through the handshake, a step each in turn; gives what was raised besides would-block.
def shake(one, two, most=1):
    told = []
    left = [one, two]
    for _ in range(5000):
        for s in left[:]:
            try:
                s.do_handshake()
                left.remove(s)
            except Exception as er:
                if type(er) is OSError and er.args == (errno.EAGAIN,):
                    continue
                told.append((er, s is one))
                if len(told) == most:
                    most = -1
                    if type(er) is OSError and er.errno != errno.ETIMEDOUT:
                        return told
        if not left:
            return told
    return told + [("stuck", True)]


# 600 bytes each way.
def talk(one, two):
    texts = bytes(range(200)) * 3, bytes(reversed(range(200))) * 3
    sent, got = [0, 0], [b"", b""]
    for _ in range(20000):
        for i, s in enumerate((one, two)):
            if sent[i] < 600:
                sent[i] += s.write(texts[i][sent[i] :]) or 0
            got[i] += s.read(700) or b""
        if len(got[0]) >= 600 and len(got[1]) >= 600:
            return "whole" if got == [texts[1], texts[0]] else "garbled"
    return "stuck"


def describe(er):
    return repr(er) if type(er) is not OSError or len(er.args) == 1 else refused.describe(er)


# Once, at each call of the handshake in turn: the results that there were.
def at_each_call(version, at_client, fault):
    pair = contexts(version)
    results = []
    for n in range(60):
        one, two, stream = suffering(*pair, at_client)
        stream.fault, stream.left = fault, n
        told = [describe(er) for er, _ in shake(one, two)]
        if stream.struck == 0:
            break
        result = talk(one, two), told
        if result not in results:
            results.append(result)
    return n > 4, results


# From each call of the handshake on. What the side that suffers is told is told again; it closes its stream, once.
def from_each_call(version, at_client, fault):
    pair = contexts(version)
    results = []
    for n in range(60):
        one, two, stream = suffering(*pair, at_client)
        stream.fault, stream.left, stream.times = fault, n, 1000
        told = [er for er, at_one in shake(one, two) if at_one]
        if stream.struck == 0:
            break
        for call in (one.do_handshake, lambda: one.read(1), lambda: one.write(b"x")):
            try:
                call()
            except Exception as er:
                told.append(er)
        # A connection that failed by itself says so; of one whose stream failed poll asks the stream.
        ready = one.ioctl(_POLL, 5) if fault == "end" else "its stream's"
        one.close()
        one.close()
        result = sorted({describe(er) for er in told}), len(told) > 2, ready, stream.closed
        if result not in results:
            results.append(result)
    return n > 2, results


for version in pipe.VERSIONS:
    for at_client in (True, False):
        print(hex(version), "client" if at_client else "server")
        for fault in ("one byte", "half", "no poll"):
            one, two, stream = suffering(*contexts(version), at_client)
            stream.fault = fault
            print(fault, shake(one, two), talk(one, two))
        for fault in ("again", "timeout", "exception"):
            print(fault, *at_each_call(version, at_client, fault))
        for fault in ("end", "reset"):
            print(fault, *from_each_call(version, at_client, fault))
