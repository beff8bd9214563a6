# Two threads, two connections, at once: each gets its own bytes; and connections that nobody closes are finalised by either thread.

import _thread, combos, gc, peer, pipe, time

server = peer.server("asyncio_echo", "server")
ctx = pipe.client_context()
lock = _thread.allocate_lock()
results = []


def work(stream):
    try:
        with ctx.wrap_socket(stream, server_hostname="broker.local") as s:
            result = combos.echo(s, combos.MEGABYTE // 4)
    except Exception as er:
        result = er
    with lock:
        results.append(result)


# Sockets are made here: only one thread at a time may ask the harness.
for stream in [server.connect() for _ in range(2)]:
    _thread.start_new_thread(work, (stream,))
while len(results) < 2:
    time.sleep_ms(10)
print(results)


# Without a socket: both ends are in the thread, and every connection is left to the collector.
def shake():
    good = 0
    for i in range(20):
        client, server, _, _ = pipe.connections()
        good += pipe.handshake(client, server)
        if i % 5 == 0:
            gc.collect()
    with lock:
        results.append(good)


results.clear()
for _ in range(2):
    _thread.start_new_thread(shake, ())
while len(results) < 2:
    time.sleep_ms(10)
print(results)
