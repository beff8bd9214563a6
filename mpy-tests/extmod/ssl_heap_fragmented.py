# A handshake and a transfer in a heap whose free memory lies in pieces of 8 KB.

import gc, pipe

PIECE = 8000


def fill(size):
    blocks = []
    try:
        while True:
            blocks.append(bytearray(size))
    except MemoryError:
        return blocks


for version in pipe.VERSIONS:
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    gc.collect()
    blocks = fill(PIECE)
    for i in range(0, len(blocks), 2):
        blocks[i] = None
    gc.collect()
    # The list above has grown through the heap: what it left behind may have joined a piece.
    larger = fill(2 * PIECE)
    try:
        bytearray(2 * PIECE)
        print("there is a larger piece")
    except MemoryError:
        pass
    c, s, a, b = pipe.connections(client, server)
    print(pipe.handshake(c, s))
    a.sent, b.sent = bytearray(), bytearray()
    data = bytes(range(256)) * 16
    sent = c.write(data)
    got = bytearray(4096)
    n = 0
    while n < sent:
        n += s.readinto(memoryview(got)[n:sent]) or 0
    print(sent, got == data)
    c = s = a = b = blocks = larger = data = got = None
    gc.collect()
