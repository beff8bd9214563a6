# ssl.renew_identity: a certificate renewed over the camera's own mutual TLS, by EST (RFC 7030, /simplereenroll). The module ssl imports
# this one when it is first asked for it. Keys are never here: they are made, used for the request and installed by functions of C.

import binascii, ssl, time, tls
from ssl_operations import _stream

# The longest answer that is read: a chain of ten certificates in base64.
_MOST = 16384
_PATH = "/.well-known/est"


def _where(url):
    if not isinstance(url, str):
        raise TypeError("url")
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    port = "443"
    if host[:1] == "[":
        host, _, rest = host[1:].partition("]")
        if rest:
            port = rest[1:]
    elif ":" in host:
        host, _, port = host.partition(":")
    if scheme != "https" or not host or not port.isdigit():
        tls._failed(ssl.ERR_BAD_ARGUMENT, "", 0)
    return host, int(port), (slash + path).rstrip("/") or _PATH


# A line of the answer's head, without its end.
def _line(s):
    line = s.readline(1024)
    if line[-1:] != b"\n":
        raise ValueError
    return line.strip()


def _body(s, headers):
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        body = b""
        while True:
            size = int(_line(s).split(b";")[0], 16)
            if size == 0:
                return body
            body += _exactly(s, size, _MOST - len(body))
            _line(s)
    length = headers.get(b"content-length")
    if length is not None:
        return _exactly(s, int(length), _MOST)
    body = b""
    while len(body) <= _MOST:
        more = s.read(1024)
        if not more:
            return body
        body += more
    raise ValueError


def _exactly(s, size, most):
    if not 0 <= size <= most:
        raise ValueError
    data = s.read(size)
    while len(data) < size:
        more = s.read(size - len(data))
        if not more:
            raise ValueError
        data += more
    return data


# One request over a connection of its own: (status, reason, headers, body); the body of 200 alone.
def _ask(ctx, where, connect, method, name, body=b""):
    host, port, path = where
    sock = _stream(host, port, connect)
    s = None
    try:
        s = ctx.wrap_socket(sock, server_hostname=host)
        s.sendall(b"%s %s/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n" % (method, path.encode(), name, host.encode()))
        if body:
            s.sendall(b"Content-Type: application/pkcs10\r\nContent-Transfer-Encoding: base64\r\nContent-Length: %d\r\n" % len(body))
        s.sendall(b"\r\n" + body)
        version, status, reason = (_line(s) + b"  ").split(b" ", 2)
        status = int(status)
        if version[:7] != b"HTTP/1.":
            raise ValueError
        headers = {}
        for _ in range(100):
            line = _line(s)
            if not line:
                break
            key, _, value = line.partition(b":")
            headers[key.lower()] = value.strip()
        return status, reason.strip(), headers, _body(s, headers) if status == 200 else b""
    except ValueError:
        tls._failed(ssl.ERR_RENEWAL_ANSWER, "", 0)
    finally:
        (s or sock).close()


def _later(headers):
    try:
        return int(headers[b"retry-after"])
    except (KeyError, ValueError):
        # Absent, or a date: an hour is never wrong.
        return 3600


# The chain that the server makes for the key, which waits in a file: after "come back later" the same request is sent again.
def _enrol(key, chain, ctx, where, connect):
    try:
        request = ssl.certificate_request(key, certificate=chain)
    except OSError:
        ssl.generate_key(key, overwrite=True)
        request = ssl.certificate_request(key, certificate=chain)
    status, reason, headers, body = _ask(ctx, where, connect, b"POST", b"simplereenroll", binascii.b2a_base64(request))
    if status in (202, 503):
        tls._failed(ssl.ERR_RENEWAL_LATER, "", _later(headers))
    if status != 200:
        tls._failed(ssl.ERR_RENEWAL_REFUSED, reason, status)
    try:
        answer = binascii.a2b_base64(body)
    except ValueError:
        tls._failed(ssl.ERR_RENEWAL_ANSWER, "", 0)
    return tls._answered(answer, key, chain)


def renew_identity(directory, url, ctx, *, force=False, connect=None):
    where = _where(url)
    chain = tls._installed(directory)
    # The camera's clock decides: without one this raises.
    tls._clock()
    if not force and time.time() < ssl.certificate_info(chain)[0]["renewal"]:
        return False
    if ctx.verify_mode != ssl.CERT_REQUIRED:
        # Whoever may answer would be the CA.
        tls._failed(ssl.ERR_NO_ANCHORS, "", 0)
    ctx.load_cert_chain(directory)
    key = directory + "/renewal.key"
    renewed = _enrol(key, chain, ctx, where, connect)
    ssl.install_identity(directory, renewed, key)
    try:
        ctx.load_cert_chain(directory)
        # Whatever the server answers, it has accepted the certificate.
        _ask(ctx, where, connect, b"GET", b"cacerts")
    except BaseException:
        # The next request is for another key.
        tls._discard(directory)
        ctx.load_cert_chain(directory)
        raise
    finally:
        tls._remove(key)
    return True
