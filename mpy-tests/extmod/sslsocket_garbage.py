# Connections that nobody closes give everything back when they are collected, in every state.

import gc, pipe

client, server = pipe.client_context(), pipe.server_context()


def abandon(turns):
    c, s, a, b = pipe.connections(client, server)
    for _ in range(turns):
        pipe.byte(c, s, 1)


def run():
    for turns in (0, 1, 2, 3, 5, 30):
        abandon(turns)
        gc.collect()


run()
run()
gc.collect()
before = gc.mem_free()
for _ in range(5):
    run()
gc.collect()
print(before - gc.mem_free() < 2048)
