# Two threads on one connection: whoever comes second is told EBUSY, whatever it asks for, and the first goes on undisturbed.

import _thread, errno, peer, pipe, time

server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem")
s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
got = []
EBUSY = 16  # MicroPython's errno has no name for it


def read():
    try:
        got.append(s.read(6))
    except Exception as er:
        got.append(er)


def outcome(call):
    try:
        return call()
    except OSError as er:
        return "EBUSY" if er.errno == EBUSY else "EBADF" if er.errno == errno.EBADF else er


_thread.start_new_thread(read, ())
while outcome(s.do_handshake) != "EBUSY":
    # The reader is not in there yet.
    time.sleep_ms(1)
for call in (lambda: s.read(1), lambda: s.readinto(bytearray(1)), s.readline, lambda: s.write(b"x"), s.do_handshake, s.unwrap):
    print(outcome(call))
server.send("hello\n")
while not got:
    time.sleep_ms(1)
print(got)

# Closed from the other thread: that is done when the reader is back.
got.clear()
_thread.start_new_thread(read, ())
while outcome(s.do_handshake) != "EBUSY":
    time.sleep_ms(1)
s.close()
server.send("again\n")
while not got:
    time.sleep_ms(1)
print(got)
print(outcome(lambda: s.read(1)))

# Both at once, without order: each call is done or refused, and nothing worse happens.
server = peer.server("asyncio_echo", "server")
s = pipe.client_context().wrap_socket(server.connect(), server_hostname="broker.local")
s.setblocking(False)
done = []


def hammer():
    seen = set()
    for i in range(3000):
        seen.add(str(type(outcome(lambda: s.write(b"x" * 100) if i % 2 else s.read(100))).__name__))
    done.append(seen)


for _ in range(2):
    _thread.start_new_thread(hammer, ())
while len(done) < 2:
    time.sleep_ms(10)
print(all(seen <= {"int", "bytes", "NoneType", "str"} for seen in done))
