# With real sockets: a hundred clients that connect and say nothing, and a hundred that dribble. An event loop serves those that are
# established meanwhile; a blocking wrap_socket gives up in time, and leaves a socket's own timeout to the socket.

import _thread, errno, gc, os, pipe, select, socket, ssl, time


def listen():
    for _ in range(100):
        address = socket.getaddrinfo("127.0.0.1", 20000 + int.from_bytes(os.urandom(2), "little") % 40000)[0][-1]
        listener = socket.socket()
        try:
            listener.bind(address)
            listener.listen(128)
            return listener, address
        except OSError:
            listener.close()


listener, address = listen()


def connect():
    s = socket.socket()
    s.connect(address)
    return s


ctx = pipe.server_context()


def accept(**kwargs):
    sock = listener.accept()[0]
    try:
        return ctx.wrap_socket(sock, server_side=True, **kwargs)
    except:
        sock.close()
        raise


# An established pair: one thread, so that neither end may block in the handshake.
def established():
    ours = connect()
    ours.setblocking(False)
    theirs = listener.accept()[0]
    theirs.setblocking(False)
    client = pipe.client_context().wrap_socket(ours, server_hostname="broker.local", do_handshake_on_connect=False)
    server = ctx.wrap_socket(theirs, server_side=True, do_handshake_on_connect=False)
    return client, server, pipe.handshake(client, server)


client, server, done = established()
print(done)

sample, _ = pipe.pair()
pipe.client_context().wrap_socket(sample, server_hostname="broker.local", do_handshake_on_connect=False).read(1)
hello = bytes(sample.sent)


# 100 of them in an event loop: how many were let go, and whether it was served.
def attack(dribble):
    ctx.handshake_timeout = 0.5
    clients = [connect() for _ in range(100)]
    poller = select.poll()
    refused = timed_out = 0
    for n in range(100):
        try:
            s = accept(do_handshake_on_connect=False)
            s.setblocking(False)
            poller.register(s, select.POLLIN)
        except OSError as er:
            refused += er.errno == ssl.ERR_TOO_MANY_HANDSHAKES
    served = 0
    for turn in range(3000):
        if refused + timed_out == 100:
            break
        if dribble:
            for c in clients:
                try:
                    c.write(hello[turn : turn + 1])
                except OSError:
                    pass
        served += pipe.byte(client, server) and pipe.byte(server, client)
        time.sleep_ms(2)
        for s, _ in poller.poll(10):
            try:
                s.read(1)
            except OSError as er:
                timed_out += er.errno == ssl.ERR_HANDSHAKE_TIMEOUT
                poller.unregister(s)
                s.close()
    for c in clients:
        c.close()
    return refused, timed_out, served > 2


for dribble in (False, True):
    attack(dribble)
    gc.collect()
    heap = gc.mem_alloc()
    print(attack(dribble))
    gc.collect()
    print(gc.mem_alloc() - heap < 6000 or gc.mem_alloc() - heap)

# A server that blocks.
ctx.handshake_timeout = 0.3


def show(call, **kwargs):
    try:
        call(**kwargs)
        print("nothing was raised")
    except OSError as er:
        print("ERR_HANDSHAKE_TIMEOUT" if er.errno == ssl.ERR_HANDSHAKE_TIMEOUT else errno.errorcode.get(er.errno, er.errno))


c = connect()
show(accept)
c.close()

stop = False


def dribble(s):
    for n in range(len(hello)):
        if not stop:
            try:
                s.write(hello[n : n + 1])
            except OSError:
                break
            time.sleep_ms(20)
    s.close()


_thread.start_new_thread(dribble, (connect(),))
show(accept)
stop = True

# The deferred handshake of a read that blocks.
c = connect()
s = accept(do_handshake_on_connect=False)
show(lambda: s.read(1))
s.close()
c.close()


# A timeout of the socket is its own.
def with_timeout():
    sock = listener.accept()[0]
    sock.settimeout(0.1)
    try:
        ctx.wrap_socket(sock, server_side=True)
    finally:
        sock.close()


ctx.handshake_timeout = None
c = connect()
show(with_timeout)
c.close()
ctx.handshake_timeout = 600
c = connect()
show(with_timeout)
c.close()

# A client before a server that says nothing.
ours = pipe.client_context()
ours.handshake_timeout = 0.3
c = connect()
show(lambda: ours.wrap_socket(c, server_hostname="broker.local"))
c.close()
print(pipe.byte(client, server))
listener.close()
