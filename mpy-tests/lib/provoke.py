# Provokes failures and prints each as the REPL tells it, below the name of its code: docs/errors.md quotes these lines.

import io, sys

try:
    import machine, ssl
except ImportError:
    print("SKIP")
    raise SystemExit

# What tools/forge.py makes, and the moment to which its dates belong.
FORGED = "/rom/forged/"
NOW = (2030, 6, 15, 0, 12, 0, 0, 0)


def forged(name, kind=".der"):
    with open(FORGED + name + kind, "rb") as f:
        return f.read()


# What the REPL prints last for an exception.
def line(er):
    told = io.StringIO()
    sys.print_exception(er, told)
    return told.getvalue().rstrip("\n").split("\n")[-1]


# Prints `name` and the line of what `call` raises, at NOW; it must be exactly OSError with the code of that name.
def show(name, call, *args, **kwargs):
    machine.RTC().datetime(NOW)
    try:
        call(*args, **kwargs)
    except Exception as er:
        tell(name, er)
    else:
        print(name, "was not raised")


def tell(name, er):
    code = getattr(ssl, name)
    if type(er) is not OSError or er.args[0] != code or len(er.args) != 2:
        print(name, "is", code, "but this is", type(er))
    print(name)
    print(line(er))


def client(anchors="root", identity=None):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if anchors:
        ctx.load_verify_locations(FORGED + anchors + ".der")
    if identity:
        ctx.load_cert_chain(FORGED + identity + ".der", FORGED + "leaf.key.der")
    return ctx


def server(identity="server", anchors=None):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if identity:
        ctx.load_cert_chain(FORGED + identity + ".der", FORGED + "leaf.key.der")
    if anchors:
        ctx.load_verify_locations(FORGED + anchors + ".der")
        ctx.verify_mode = ssl.CERT_REQUIRED
    return ctx


# The records of a flight: [start, end) of each.
def records(data):
    at = 0
    while at + 5 <= len(data):
        end = at + 5 + (data[at + 3] << 8 | data[at + 4])
        yield at, end
        at = end


# Takes both ends of pipe.connections through a handshake and a byte each way; before an end's turn `meddle` may change what has
# arrived for it. Raises what the end called `side` raises.
def converse(ends, side, to_client=None, to_server=None, turns=4000):
    ours, theirs, c, s = ends
    if side == "server":
        ours, theirs, c, s = theirs, ours, s, c
        to_client, to_server = to_server, to_client
    sent = False
    for _ in range(turns):
        if to_client and c.arrived and to_client(c.arrived):
            to_client = None
        sent = sent or ours.write(b"?")
        if ours.read(1):
            return
        if to_server and s.arrived and to_server(s.arrived):
            to_server = None
        try:
            if theirs.read(1):
                theirs.write(b"!")
        except OSError:
            pass
