# Protocol: what the peer sends, or does not send, is not the protocol that was expected.

import ssl

import pipe
from provoke import client, converse, records, server, show

TLS12, TLS13 = pipe.VERSIONS


# A client whose peer answers its first flight with these bytes, and then hangs up.
class Answering(pipe.Pipe):
    def __init__(self, answer, ends=True):
        super().__init__()
        self.answer = answer
        self.ended = ends

    def write(self, buf):
        self.arrived.extend(self.answer)
        self.answer = b""
        return len(buf)


def answered(name, answer, ends=True):
    show(name, client().wrap_socket, Answering(answer, ends), server_hostname="broker.local")


def handshake(kind, body):
    return bytes([22, 3, 3, (len(body) + 4) >> 8, (len(body) + 4) & 255, kind, 0, len(body) >> 8, len(body) & 255]) + body


for greeting in (
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2p1\r\n",
    b"220 mail.example.com ESMTP\r\n",
    b"* OK IMAP4rev1 ready\r\n",
    b"+OK POP3 ready\r\n",
    b"RTSP/1.0 400 Bad Request\r\n",
    b"\x80\x2e\x01\x00\x02\x00\x15",
    b"\x20\x03\x00\x84\x00",
    b"login: ",
    bytes(16),
):
    answered("ERR_NOT_TLS", greeting)
answered("ERR_HANDSHAKE_CLOSED", b"")
answered("ERR_HANDSHAKE_MALFORMED", handshake(2, bytes([3, 3, 1, 2])))
answered("ERR_UNEXPECTED_MESSAGE", handshake(14, b""))
answered("ERR_RECORD_TOO_LONG", b"\x16\x03\x03\x49\x00")
answered("ERR_MESSAGE_TOO_LARGE", b"\x16\x03\x03\x00\x04\x02\x01\x00\x00" + b"\x16\x03\x03\x40\x00" + bytes(16384) + b"\x16\x03\x03\x40\x00")
answered("ERR_FLOODED", 40 * b"\x15\x03\x03\x00\x02\x01\x5a", False)
impatient = server()
impatient.handshake_timeout, impatient.max_handshakes = 0.05, 2
show("ERR_HANDSHAKE_TIMEOUT", impatient.wrap_socket, pipe.pair()[1])
crowd = [impatient.wrap_socket(pipe.pair()[1], do_handshake_on_connect=False) for _ in range(2)]
show("ERR_TOO_MANY_HANDSHAKES", impatient.wrap_socket, pipe.pair()[1])


# A conversation in which one of `side` raises, for someone meddles.
def conversation(name, side, version=None, ours=None, theirs=None, **meddle):
    ours, theirs = ours or client(), theirs or server()
    if version:
        ours.maximum_version = version
    show(name, converse, pipe.connections(ours, theirs), side, **meddle)


new = server()
new.minimum_version = TLS13
conversation("ERR_NO_COMMON_VERSION", "server", TLS12, None, new)

mine, yours = client(), server()
mine.set_ciphers(["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"])
yours.set_ciphers(["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"])
conversation("ERR_NO_COMMON_CIPHER", "server", TLS12, mine, yours)


mine, yours = client(), server()
mine.set_alpn_protocols(["mqtt"])
yours.set_alpn_protocols(["http/1.1"])
conversation("ERR_NO_COMMON_ALPN", "server", None, mine, yours)


# Changes the first appearance of `old`, once.
def change(old, new):
    def meddle(data):
        at = bytes(data).find(old)
        if at >= 0:
            data[at : at + len(new)] = new
        return at >= 0

    return meddle


# The curves that the client offers become others.
def curves(data):
    at = bytes(data).find(b"\x00\x0a\x00")
    count = data[at + 5]
    for i in range(at + 6, at + 6 + count):
        data[i] = 0x1A
    # And the key that it has made of one.
    at = bytes(data).find(b"\x00\x33\x00")
    if at >= 0:
        data[at + 6] = data[at + 7] = 0x1A
    return True


for version in pipe.VERSIONS:
    conversation("ERR_NO_COMMON_GROUP", "server", version, to_server=curves)


# The last byte of the server's signature in its key exchange.
def signature(data):
    for start, end in records(data):
        if data[start] == 22 and data[start + 5] == 12:
            data[end - 1] ^= 1
            return True


conversation("ERR_HANDSHAKE_SIGNATURE", "client", TLS12, to_client=signature)
# Without an extended master secret, which would make other keys of a changed handshake.
conversation("ERR_FINISHED_WRONG", "server", TLS12, to_server=change(b"\x00\x17\x00\x00", b"\xfa\x17\x00\x00"))
# The list of versions is hidden from the server: it speaks TLS 1.2, and says so in its random number.
conversation("ERR_DOWNGRADED", "client", to_server=change(b"\x00\x2b\x00\x05", b"\xfa\x2b\x00\x05"))


# A suite that nobody offered.
def suite(data):
    at = 5 + 4 + 2 + 32
    at += 1 + data[at]
    data[at : at + 2] = b"\x13\x05"
    return True


conversation("ERR_ILLEGAL_PARAMETER", "client", TLS13, to_client=suite)


# What goes wrong once the connection is open.
def opened(name, meddle):
    c, s = pipe.pair()
    us = client().wrap_socket(c, False, False, "broker.local", suppress_ragged_eofs=False)
    them = server().wrap_socket(s, True, False)
    pipe.handshake(us, them)

    def read():
        them.write(b"!")
        meddle(c)
        us.read(1)

    show(name, read)


def damage(c):
    c.arrived[-1] ^= 1


def garbage(c):
    c.arrived[0] = 0x99


def cut(c):
    c.arrived[:] = b""
    c.ended = True


opened("ERR_CONNECTION_CUT", cut)
opened("ERR_BAD_RECORD_MAC", damage)
opened("ERR_RECORD_MALFORMED", garbage)
