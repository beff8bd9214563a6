# Connections that nobody closes give everything back when they are collected, in every state.

import gc, pipe

client, server = pipe.client_context(), pipe.server_context()


def abandon(turns):
    c, s, a, b = pipe.connections(client, server)
    for _ in range(turns):
        pipe.byte(c, s, 1)


# The collector is a conservative one: what an old word on the stack points to stays. So the stack is written over.
def collect(depth=20):
    if depth:
        return collect(depth - 1)
    gc.collect()


def run():
    for turns in (0, 1, 2, 3, 5, 30):
        abandon(turns)
        # Finalisers run in the first collection; what they gave back is taken in the second.
        collect()
        collect()


run()
run()
gc.collect()
before = gc.mem_free()
for _ in range(5):
    run()
gc.collect()
print(before - gc.mem_free() < 2048)
