# What a camera in operation needs beside connections, as far as it takes no decision about trust: clock_floor, time_from and
# diagnose of the module ssl, which imports this one when it is first asked for them.

import os, ssl, time, tls

# What time.time() counts from, in seconds since 1970: the library's own times do not depend on the port.
_EPOCH = 0 if time.gmtime(0)[0] == 1970 else 946684800


def _connect(host, port):
    import socket

    try:
        address = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0][-1]
    except OSError:
        tls._failed(ssl.ERR_NO_ADDRESS, host, 0)
    # An address is a tuple, but on the unix port.
    yield "%s is %s" % (host, address[0]) if isinstance(address, tuple) and address[0] != host else host
    sock = socket.socket()
    try:
        sock.settimeout(10)
        sock.connect(address)
    except OSError as e:
        sock.close()
        tls._failed(ssl.ERR_CONNECT_FAILED, host, port)
    yield sock


def _stream(host, port, connect):
    if connect:
        return connect(host, port)
    steps = _connect(host, port)
    next(steps)
    return next(steps)


# ---- the clock ----


# A file holds the time twice: what a power cut left half written says two different things.
def _read(name):
    try:
        with open(name) as file:
            one, two = file.read(64).split()
            return int(one) if one == two else 0
    except (OSError, ValueError):
        return 0


# Keeps a time in a file. Two take turns: the one that is not being written is whole.
def _keeper(path):
    names = [path, path + "~"]
    known = [_read(name) for name in names]

    def keep(floor):
        older = 0 if known[0] <= known[1] else 1
        if floor > known[1 - older]:
            with open(names[older], "w") as file:
                file.write("%d %d\n" % (floor, floor))
            if hasattr(os, "sync"):
                os.sync()
            known[older] = floor

    return keep


def clock_floor(path, seconds=None):
    latest = max(_read(path), _read(path + "~"))
    if seconds is not None:
        latest = max(latest, int(seconds) + _EPOCH)
    keep = _keeper(path)
    latest = tls._clock(latest, None)
    if latest:
        keep(latest)

    # In the middle of a connection nobody waits for the file's troubles: what is not kept now is kept after the next one.
    def keep_quietly(floor):
        try:
            keep(floor)
            return True
        except OSError as e:
            print("ssl: the clock's floor is not kept in %s: %s" % (path, e))

    tls._clock(None, keep_quietly)
    return latest - _EPOCH if latest else None


# "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7), as machine.RTC takes it, and in seconds since 1970.
def _date(text):
    weekday, day, month, year, clock, zone = text.split()
    hour, minute, second = [int(number) for number in clock.split(":")]
    day, year = int(day), int(year)
    month = "JanFebMarAprMayJunJulAugSepOctNovDec".index(month) // 3 + 1
    weekday = "MonTueWedThuFriSatSun".index(weekday[:3]) // 3 + 1
    # In this century every fourth year is a leap year.
    last = 30 + (month + month // 8) % 2 if month != 2 else 28 if year % 4 else 29
    if zone != "GMT" or not (0 < day <= last and 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61 and 2000 < year < 2100):
        raise ValueError
    second = min(second, 59)
    # Years that begin in March, so that the leap day is their last.
    days = (year - (month < 3)) * 1461 // 4 + ((month + 9) % 12 * 153 + 2) // 5 + day - 719484
    return (year, month, day, weekday, hour, minute, second, 0), ((days * 24 + hour) * 60 + minute) * 60 + second


# What call gives, once it gives something: until then, in milliseconds as time.ticks_ms() counts.
def _until(end, call, argument):
    while True:
        given = call(argument)
        if time.ticks_diff(end, time.ticks_ms()) < 0:
            raise ValueError
        if given is not None:
            return given
        time.sleep_ms(5)


def time_from(host, pin, port=443, connect=None):
    import machine

    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.pin_public_key(*(pin if isinstance(pin, (list, tuple)) else (pin,)))
    date = None
    sock = _stream(host, port, connect)
    try:
        # A timeout of the stream would hold for each piece that comes.
        s = ctx.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        if hasattr(sock, "setblocking"):
            s.setblocking(False)
        _until(time.ticks_add(time.ticks_ms(), 45000), s.write, b"HEAD / HTTP/1.1\r\nHost: %s\r\n" % host.encode())
        # A date is from between the question's end and its arrival.
        end = time.ticks_add(time.ticks_ms(), 5000)
        _until(end, s.write, b"Connection: close\r\n\r\n")
        head = more = b" "
        while more and len(head) < 8192 and b"\r\n\r\n" not in head:
            more = _until(end, s.recv, 256)
            head += more
        for line in head.split(b"\r\n\r\n")[0].split(b"\r\n"):
            if line[:5].lower() == b"date:":
                date, seconds = _date(line[5:].decode())
                break
    except ValueError:
        date = None
    finally:
        sock.close()
    if date is None:
        tls._failed(ssl.ERR_NO_DATE, host, 0)
    # Earlier than what is known: refused here, before anything believes it.
    tls._clock(seconds)
    machine.RTC().datetime(date)
    return int(time.time())


# ---- what is wrong ----


class _Steps:
    def __init__(self):
        self.begin()

    def begin(self):
        self.at = time.ticks_ms()

    def done(self, step, what):
        print("%-6s %5d ms  %s" % (step, time.ticks_diff(time.ticks_ms(), self.at), what))
        self.begin()


# With TLS 1.3 a client has its connection before the server has looked at its certificate: waits for what the server says.
def _accepted(s):
    s.setblocking(False)
    begin = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), begin) < 3000:
        # Data, the end, or a ticket.
        if s.read(1) is not None or s.session:
            break
        time.sleep_ms(10)


def diagnose(host, port=443, cadata=None, cert=None, key=None, connect=None):
    steps = _Steps()
    step = "clock"
    warn = ssl.warn_unverified
    sock = None
    try:
        tls._clock()
        steps.done(step, "%d-%02d-%02d %02d:%02d:%02d UTC" % time.gmtime()[:6])
        step = "files"
        ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if cadata is not None:
            ctx.load_verify_locations(cadata)
        if cert is not None or key is not None:
            ctx.load_cert_chain(cert, key)
        steps.begin()
        if connect:
            step = "tcp"
            sock = connect(host, port)
        else:
            step = "dns"
            way = _connect(host, port)
            steps.done(step, next(way))
            step = "tcp"
            sock = next(way)
        steps.done(step, "port %d" % port)
        step = "tls"
        ssl.warn_unverified = False
        s = ctx.wrap_socket(sock, server_hostname=host)
        if cert is not None and s.version() == "TLSv1.3":
            _accepted(s)
        steps.done(step, "%s, %s" % (s.version(), s.cipher()[0]))
        if cadata is None:
            print("nobody checked who the server is: pass cadata=")
        else:
            print("the server's certificate is good until", ssl.certificate_info(s.getpeercert(True))[0]["notAfter"])
        return 0
    except OSError as e:
        steps.done(step, "%d %s" % e.args if len(e.args) == 2 else e)
        return e.errno
    finally:
        ssl.warn_unverified = warn
        if sock:
            sock.close()
