# ssl.renew_identity: a certificate renewed over the camera's own mutual TLS, by EST (RFC 7030, /simplereenroll). The module ssl imports
# this one when it is first asked for it. Keys are never here: they are made, used for the request and installed by functions of C.

import binascii, ssl, time, tls
from ssl_operations import _stream

# The longest answer that is read: a chain of ten certificates in base64; and how long a connection may take, in milliseconds.
_MOST = 16384
_LONGEST = 60000
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
def _line(read):
    line = b""
    while line[-1:] != b"\n":
        more = read(1)
        line += more
        if not more or len(line) > 1024:
            raise ValueError
    return line.strip()


def _body(read, headers):
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        body = b""
        while True:
            size = int(_line(read).split(b";")[0], 16)
            if size == 0:
                return body
            body += _exactly(read, size, _MOST - len(body))
            _line(read)
    length = headers.get(b"content-length")
    if length is not None:
        return _exactly(read, int(length), _MOST)
    body = b""
    while len(body) <= _MOST:
        more = read(1024)
        if not more:
            return body
        body += more
    raise ValueError


def _exactly(read, size, most):
    if not 0 <= size <= most:
        raise ValueError
    data = b""
    while len(data) < size:
        more = read(size - len(data))
        if not more:
            raise ValueError
        data += more
    return data


# One request over a connection of its own: (status, reason, headers, body); the body of 200 alone.
def _ask(ctx, where, connect, method, name, body=b""):
    host, port, path = where
    sock = _stream(host, port, connect)
    s = None
    end = time.ticks_add(time.ticks_ms(), _LONGEST)

    # All together has its time, however little comes at a time.
    def wait(call, argument):
        while time.ticks_diff(end, time.ticks_ms()) > 0:
            done = call(argument)
            if done is not None:
                return done
            time.sleep_ms(5)
        tls._failed(ssl.ERR_RENEWAL_ANSWER, "", 1)

    def read(size):
        return wait(s.read, size)

    try:
        s = ctx.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        s.setblocking(False)
        data = b"%s %s/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n" % (method, path.encode(), name, host.encode())
        if body:
            data += b"Content-Type: application/pkcs10\r\nContent-Transfer-Encoding: base64\r\nContent-Length: %d\r\n" % len(body)
        data += b"\r\n" + body
        while data:
            data = data[wait(s.write, data) :]
        version, status, reason = (_line(read) + b"  ").split(b" ", 2)
        status = int(status)
        if version[:7] != b"HTTP/1." or not 100 <= status <= 999:
            raise ValueError
        headers = {}
        for _ in range(100):
            line = _line(read)
            if not line:
                break
            key, _, value = line.partition(b":")
            headers[key.lower()] = value.strip()
        return status, reason.strip(), headers, _body(read, headers) if status == 200 else b""
    except ValueError:
        tls._failed(ssl.ERR_RENEWAL_ANSWER, "", 0)
    finally:
        (s or sock).close()


# A month at most.
def _later(headers):
    try:
        return min(max(int(headers[b"retry-after"]), 0), 2592000)
    except (KeyError, ValueError):
        # Absent, or a date: an hour is never wrong.
        return 3600


# The chain that the server makes for the key, which waits in a file: after "come back later" the same request is sent again.
def _enrol(key, wrapped, chain, ctx, where, connect):
    try:
        request = ssl.certificate_request(key, certificate=chain)
    except OSError as e:
        # Absent, or unreadable: not where the card or the memory failed.
        if e.errno != 2 and not -0x8200 < e.errno < -0x8000:
            raise
        ssl.generate_key(key, overwrite=True, wrapped=wrapped)
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


# What was issued before, and could not be proven because the network failed; the context has it then.
def _waiting(path, key, chain, ctx):
    try:
        with open(path, "rb") as file:
            renewed = file.read()
        if renewed != chain and time.time() < ssl.certificate_info(renewed)[0]["renewal"]:
            ctx.load_cert_chain(renewed, key)
            return renewed
        # Its key has been used.
        tls._remove(key)
    except OSError:
        pass


def _prove(ctx, where, connect):
    status, reason, headers, _ = _ask(ctx, where, connect, b"GET", b"cacerts")
    if status >= 500:
        tls._failed(ssl.ERR_RENEWAL_LATER, "", _later(headers))
    # A server may complete the handshake and say afterwards that it does not take the certificate.
    if status // 100 != 2:
        tls._failed(ssl.ERR_RENEWAL_REFUSED, reason, status)


# Whether it is the certificate that failed, and not the network: the server said so, or it answers to the old one after a second failure.
def _is_refused(e, again, directory, ctx, where, connect):
    if e.errno == ssl.ERR_RENEWAL_REFUSED or -0x8500 < e.errno <= -0x8400:
        return True
    if not again:
        return False
    ctx.load_cert_chain(directory)
    try:
        _prove(ctx, where, connect)
        return True
    except OSError:
        return False


def renew_identity(directory, url, ctx, *, force=False, connect=None):
    where = _where(url)
    chain, wrapped = tls._installed(directory)
    # The camera's clock decides: without one this raises.
    tls._clock()
    if not force and time.time() < ssl.certificate_info(chain)[0]["renewal"]:
        return False
    if ctx.verify_mode != ssl.CERT_REQUIRED:
        # Whoever may answer would be the CA.
        tls._failed(ssl.ERR_NO_ANCHORS, "", 0)
    if not ctx.check_hostname:
        tls._failed(ssl.ERR_BAD_ARGUMENT, "", 1)
    key = directory + "/renewal.key"
    path = directory + "/renewal.der"
    try:
        again = renewed = _waiting(path, key, chain, ctx)
        if not again:
            ctx.load_cert_chain(directory)
            renewed = _enrol(key, wrapped, chain, ctx, where, connect)
            with open(path, "wb") as file:
                file.write(renewed)
            ctx.load_cert_chain(renewed, key)
        try:
            _prove(ctx, where, connect)
        except OSError as e:
            if _is_refused(e, again, directory, ctx, where, connect):
                # The next request is for another key.
                tls._remove(key)
                tls._remove(path)
            raise e
        ssl.install_identity(directory, renewed, key)
        tls._remove(key)
        tls._remove(path)
        tls._proven(directory)
    finally:
        ctx.load_cert_chain(directory)
    return True
