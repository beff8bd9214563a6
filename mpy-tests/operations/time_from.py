# time_from() sets the clock by what a server says over a connection to a pinned key: no date of a certificate is needed for that.

import peer, pipe, refused, ssl
import machine, ssl_operations, time

PIN = ssl.certificate_info("/rom/server.der")[0]["pin"]
OTHER = ssl.certificate_info("/rom/rsa.der")[0]["pin"]


def ask(pins, **options):
    server = peer.server("https", **options)
    try:
        return ssl.time_from("broker.local", pins, server.port, connect=lambda host, port: server.connect())
    except OSError as er:
        return refused.name_of(er.errno)
    finally:
        server.stop()


def is_set():
    try:
        ssl.verify_certificate("/rom/server.der", "/rom/ca.der", "broker.local")
        return True
    except OSError as er:
        return refused.name_of(er.errno)


right = time.time()
machine.RTC().deinit()
print(is_set())

# A server with another key, or none that says the time: the clock stays as it was.
print(ask(OTHER), ask(PIN, date=""), ask(PIN, date="yesterday"), ask(PIN, date="Sun, 06 Bar 2034 08:49:37 GMT"))
for odd in ("Fri, 31 Feb 2034 08:49:37 GMT", "Mon, 06 Nov 2034 25:49:37 GMT", "Mon, 06 Nov 2034 -1:49:37 GMT", "Mon, 06 Nov 99999 08:49:37 GMT"):
    print(ask(PIN, date=odd))
# Nor what it said a while ago, however steadily it comes.
print(ask(PIN, date="trickled"))
print(is_set())
told = ask([OTHER, PIN])
print(abs(told - right) < 300, abs(time.time() - told) < 60, is_set())

# The time that it told is known to have passed: an earlier one is not believed, whoever tells it.
print(ask(PIN, date="Mon, 23 Nov 2020 08:49:37 GMT"))
print(abs(time.time() - told) < 60, is_set())
machine.RTC().deinit()
moment = time.gmtime(told + 86400)
names = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def text(moment):
    day = names[0][moment[6]], moment[2], names[1][moment[1] - 1], moment[0]
    return "%s, %02d %s %d " % day + "%02d:%02d:%02d GMT" % moment[3:6]


print(ask(PIN, date=text(moment)) - told - 86400, machine.RTC().datetime()[:4] == moment[:3] + (moment[6] + 1,), is_set())
print(ask(PIN, date=text(time.gmtime(told))))
print(abs(time.time() - told - 86400) < 60, is_set())

# What it tells holds in this life alone: one wrong answer is not kept.
PATH = "/flash/told"
for name in (PATH, PATH + "~"):
    with open(name, "w"):
        pass
print(ssl.clock_floor(PATH, right) == int(right))
for year in (2098, 2099):
    print(ask(PIN, date="Sun, 06 Dec %d 08:49:37 GMT" % year) > right, time.gmtime()[0])
print(ssl.clock_floor(PATH) == int(right), ask(PIN, date="Sun, 06 Dec 2098 08:49:37 GMT"))


# A peer that says nothing, or too little at a time, is not waited for longer than a minute, which passes quickly here.
class Silent(pipe.Pipe):
    def close(self):
        pass


class Clock:
    def __init__(self):
        self.ms = 0

    def ticks_ms(self):
        self.ms += 100
        return self.ms

    def sleep_ms(self, ms):
        pass

    ticks_add = staticmethod(time.ticks_add)
    ticks_diff = staticmethod(time.ticks_diff)


clock = ssl_operations.time = Clock()
try:
    ssl.time_from("broker.local", PIN, connect=lambda host, port: pipe.pair(Silent)[0])
except OSError as er:
    print(refused.name_of(er.errno), clock.ms < 60000)
