# What handshakes may take: time, which dribbling does not extend; a number at once; memory. Poll says when the time is over.

import errno, pipe, select, ssl, time
from refused import name_of

LONG, SHORT = 600, 0.05


def refused(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except OSError as er:
        return errno.errorcode.get(er.errno) or name_of(er.errno)


def wrap(ctx, stream=None, **kwargs):
    return ctx.wrap_socket(stream or pipe.pair()[1], do_handshake_on_connect=False, **kwargs)


ctx = pipe.server_context()
print(ctx.handshake_timeout, ctx.max_handshakes, ctx.max_memory)
for name in ("handshake_timeout", "max_handshakes", "max_memory"):
    for value in (0, -1, 1e20, float("nan")):
        print(name, value, refused(setattr, ctx, name, value))
    setattr(ctx, name, None)
    print(getattr(ctx, name))

# Time. A connection that is established knows no such clock.
ctx.handshake_timeout = LONG
client, server, _, _ = pipe.connections(server=ctx)
print(pipe.handshake(client, server))

ctx.handshake_timeout = SHORT
poller = select.poll()
silent = wrap(ctx)
poller.register(silent, select.POLLIN)
waiting = [events for _, events in poller.ipoll(5000)]
print("silent", waiting == [select.POLLIN], refused(silent.read, 1), refused(silent.read, 1))
print("closed", refused(silent.close), refused(silent.read, 1))

hello, _ = pipe.pair()
refused(wrap(pipe.client_context(), hello, server_hostname="broker.local").read, 1)
end, stream = pipe.pair()
dribbling = wrap(ctx, stream)
for byte in hello.sent:
    answer = refused(dribbling.read, 1)
    if answer is not None:
        break
    end.write(bytes([byte]))
    time.sleep_ms(2)
print("dribbling", answer, end.arrived[:1] == b"\x15")

# A client's clock starts with its first step.
ours = pipe.client_context()
ours.handshake_timeout = SHORT
deferred = wrap(ours, server_hostname="broker.local")
time.sleep_ms(100)
print("deferred", refused(deferred.read, 1))
time.sleep_ms(100)
print("deferred", refused(deferred.read, 1))

# Blocking: the same.
print("blocking", refused(ctx.wrap_socket, pipe.pair()[1], server_side=True))
ctx.handshake_timeout = LONG
print("established", pipe.handshake(client, server))

# Number. Those whose handshake is over, failed or closed, are not counted, nor is what a client's context makes.
ctx.max_handshakes = 3
first = [pipe.connections(server=ctx) for _ in range(3)]
print("fourth", refused(wrap, ctx))
print("one is complete", pipe.handshake(*first[0][:2]))
fourth = wrap(ctx)
print("again", refused(wrap, ctx))
end, stream = first[1][2:]
end.write(b"GET / HTTP/1.1\r\n")
stream.arrived[:] = end.sent
print("one has failed", refused(first[1][1].read, 1))
fifth = wrap(ctx)
print("again", refused(wrap, ctx))
fourth.close()
sixth = wrap(ctx)
print("one was closed")
print("again", refused(wrap, ctx))
ours.max_handshakes = 1
print(len([wrap(ours, server_hostname="broker.local") for _ in range(3)]))

# Memory. Whoever is established is served whatever there is left.
ctx = pipe.server_context()
client, server, _, _ = pipe.connections(server=ctx)
print(pipe.handshake(client, server))


def hold(most):
    ctx.max_memory = most
    other, theirs, _, _ = pipe.connections(server=ctx)
    for _ in range(200):
        refused(other.read, 1)
        answer = refused(theirs.read, 1)
        if answer is not None:
            theirs.close()
            return answer
    return pipe.handshake(other, theirs)


for most in (1000, 9000, 100_000):
    print(most, refused(hold, most), pipe.handshake(client, server))
