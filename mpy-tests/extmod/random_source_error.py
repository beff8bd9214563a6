# Without randomness there is no handshake: a generator that fails or is stuck is an OSError, and nothing is sent.

import machine

try:
    machine.random_source(None)
except AttributeError:
    print("SKIP")
    raise SystemExit

import io, ssl


class Silent(io.IOBase):
    sent = 0

    def write(self, data):
        self.sent += len(data)
        return len(data)

    def readinto(self, buffer):
        return None

    def ioctl(self, request, argument):
        return 0


for source in ("/no/such/file", "/dev/zero"):
    stream = Silent()
    machine.random_source(source)
    try:
        ssl.wrap_socket(stream, do_handshake=False).write(b"x")
        print("no error")
    except OSError as er:
        machine.random_source(None)
        print(source, type(er) is OSError, "random" in er.args[1], stream.sent)

machine.random_source(None)
stream = Silent()
s = ssl.wrap_socket(stream, do_handshake=False)
s.write(b"x")
print(stream.sent > 0)
