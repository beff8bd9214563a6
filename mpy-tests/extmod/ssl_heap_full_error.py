# A heap that is too full is OSError(ENOMEM) or Python's own MemoryError; nothing is kept, and the next connection works.

import errno, gc, pipe

client, server = pipe.client_context(), pipe.server_context()
full = done = 0
other = []


def attempt():
    global full, done
    c = s = a = b = None
    try:
        c, s, a, b = pipe.connections(client, server)
        if pipe.handshake(c, s):
            done += 1
    except MemoryError:
        full += 1
    except OSError as er:
        if er.errno == errno.ENOMEM and type(er) is OSError:
            full += 1
        else:
            other.append(er)


pipe.handshake(*pipe.connections(client, server)[:2])
for free in range(0, 80000, 2500):
    gc.collect()
    hog = []
    # Small pieces, so that what stays free is not one block.
    try:
        while gc.mem_free() > free + 9000:
            hog.append(bytearray(8000))
        while gc.mem_free() > free + 500:
            hog.append(bytearray(400))
    except MemoryError:
        pass
    attempt()
    hog = None
    gc.collect()
    c, s, a, b = pipe.connections(client, server)
    if not pipe.handshake(c, s):
        other.append("the next one failed")
    c = s = a = b = None
print(full > 0, done > 0, other)
