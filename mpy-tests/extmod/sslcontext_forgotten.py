# Contexts that a script forgets are garbage, whatever was loaded: nothing of the library keeps them.

import gc, pipe

try:
    import qemu

    held = qemu.held
except ImportError:
    held = lambda: 0


# What finalisers give back is free at the second time.
def used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc() + held()


def left(make, count=60):
    before = used()
    for _ in range(count):
        ctx = make()
    del ctx
    return used() - before


def signing():
    ctx = pipe.server_context()
    ctx.ecdsa_sign_callback = print
    return ctx


for make in (pipe.client_context, pipe.server_context, signing):
    left(make)
    # Were 150 bytes of each left, it would be more.
    print(left(make) < 9000)
