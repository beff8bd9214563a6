# clock_floor(): a clock that was set back is not believed, and an expired certificate stays expired.

import pipe, refused
import machine, os, ssl_operations, time
from pipe import ssl

DAY = 86400
PATH = "/flash/clock"


def set_clock(seconds):
    now = time.gmtime(seconds)
    machine.RTC().datetime(now[:3] + (0,) + now[3:6] + (0,))


def attempt(client=None, server=None):
    er = pipe.refusal(*pipe.connections(client, server)[:2], 60)
    return refused.name_of(er.errno) if er else "connected"


for name in (PATH, PATH + "~"):
    try:
        os.remove(name)
    except OSError:
        pass
info = ssl.certificate_info("/rom/server.der")[0]
root = ssl.certificate_info("/rom/ca.der")[0]
now = int(time.time())
print(ssl.clock_floor(PATH))


# What cannot be kept now is kept after the next connection.
def full(*args):
    raise OSError(28)


ssl_operations.open = full
print(attempt())
del ssl_operations.open

# What is signed is kept: the newest first day on an accepted path.
print(attempt())
floor = max(info["not_before"], root["not_before"])
with open(PATH) as f:
    print(f.read() == "%d %d\n" % (floor, floor))
print(ssl.clock_floor(PATH) == floor)

# A clock in the future proves nothing, and does no harm when it is set right.
set_clock(now + 200 * DAY)
print(attempt(), ssl.clock_floor(PATH) == floor)
set_clock(now)
print(attempt())

# A clock before that is refused, whatever the certificate.
set_clock(floor - 1)
print(attempt(), attempt(None, pipe.server_context("stranger")))
optional = pipe.client_context()
optional.verify_mode = ssl.CERT_OPTIONAL
c, s, _, _ = pipe.connections(optional)
print(pipe.handshake(c, s), refused.name_of(c.verify_result))
try:
    ssl.verify_certificate("/rom/server.der", "/rom/ca.der", "broker.local")
except OSError as er:
    print(refused.name_of(er.errno))
server = pipe.server_context()
try:
    server.replace_identity("/rom/deep.der", "/rom/deep.key.der")
except OSError as er:
    print(refused.name_of(er.errno))
# Where nobody asks for the time, nothing needs it.
pinned = pipe.client_context(None)
pinned.pin_public_key(info["pin"])
print(attempt(pinned))

# A script that knows better says so.
set_clock(now + 5)
print(ssl.clock_floor(PATH, now + 3) == now + 3, attempt())
set_clock(now + 2)
print(attempt())
print(ssl.clock_floor(PATH, now) == now + 3)

# What a session was good for ends with the clock that it was good at.
set_clock(now + 10)
client = pipe.client_context()
client.maximum_version = 0x0303
server = pipe.server_context()
c, s, _, _ = pipe.connections(client, server)
print(pipe.handshake(c, s))
session = c.session
ssl.clock_floor(PATH, now + 9)
set_clock(now + 8)
a, b = pipe.pair()
c = client.wrap_socket(a, server_hostname="broker.local", do_handshake_on_connect=False, session=session)
s = server.wrap_socket(b, server_side=True, do_handshake_on_connect=False)
print(refused.name_of(pipe.refusal(c, s).errno))

# A path that cannot be written says so.
set_clock(now + 10)
try:
    ssl.clock_floor("/rom/clock")
except OSError as er:
    print("OSError", er.errno > 0)

# An expired certificate is not brought to life again by whoever answers the question for the time.
over = info["not_after"]
set_clock(over + 20 * DAY)
ssl.warn_unverified = False
print(attempt())
print(ssl.clock_floor(PATH, over + 10 * DAY) == over + 10 * DAY)
set_clock(over - 5 * DAY)
print(attempt())
