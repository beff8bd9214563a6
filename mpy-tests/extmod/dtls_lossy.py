# What a network does to the datagrams of a handshake: it ends well all the same, and no datagram comes twice.

import datagrams, time

NOISE = (b"no DTLS", b"\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x05\x0b\0\0\x01\0", b"\x16\xfe\xfd", b"")


class Fault:
    def __init__(self, kind, number):
        self.kind = kind
        self.number = number
        self.held = None

    def __call__(self, number, datagram):
        if number == self.number:
            if self.kind == "lost":
                return ()
            if self.kind == "doubled":
                return (datagram, datagram)
            if self.kind == "noise":
                return NOISE + (datagram,)
            self.held = datagram
            return ()
        held, self.held = self.held, None
        return (datagram, held) if held else (datagram,)


def run(kind, numbers, name):
    good = 0
    start = time.ticks_ms()
    for number in numbers:
        pair = datagrams.Pair(**{name: Fault(kind, number)})
        good += pair.handshake()
        # All that was doubled or late is passed over.
        pair.client.write(b"last")
        good += pair.at_server() == b"last" and pair.at_server() is None
        pair.client.close()
        pair.server.close()
    print(kind, name, good == 2 * len(numbers), time.ticks_diff(time.ticks_ms(), start) >= 1000 * len(numbers) or kind != "lost")


# The client's: hello, hello with cookie, its last flight. The server's: cookie, its flight, its last.
run("lost", (0, 1, 2), "to_server")
run("lost", (0, 1, 2), "to_client")
run("doubled", (0, 1, 2), "to_server")
run("doubled", (0, 1, 2), "to_client")
run("late", (1, 2), "to_server")
run("late", (1, 2), "to_client")
run("noise", (2,), "to_server")
run("noise", (0, 1, 2), "to_client")
