# Many asyncio connections at once, both ends in one loop, each verified and each with its own bytes; then the loop's heap and the
# number of open files are as they were.

import asyncio, combos, gc, os, peer

COUNT = 20


def open_files():
    return len(list(os.ilistdir("/proc/self/fd")))


async def echo(reader, writer):
    try:
        while data := await reader.read(1000):
            writer.write(data)
            await writer.drain()
    except OSError as er:
        print("server", er)
    writer.close()
    await writer.wait_closed()


async def client(port, i, ctx):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=ctx, server_hostname="broker.local")
    good = True
    for j in range(2):
        data = combos.chunk(i * 2 + j, 2048)
        # Two writes and one drain: what the first could not write is behind the second.
        writer.write(data[:1000])
        writer.write(data[1000:])
        await writer.drain()
        good = good and await reader.readexactly(len(data)) == data
    writer.close()
    await writer.wait_closed()
    return good


async def round(port, ctx, server_ctx):
    async with await asyncio.start_server(echo, "127.0.0.1", port, 2 * COUNT, ssl=server_ctx):
        results = await asyncio.gather(*(client(port, i, ctx) for i in range(COUNT)))
        # The servers see the end.
        await asyncio.sleep_ms(50)
    return results.count(True)


port = peer.free_port()
for kind in combos.KINDS:
    for version in combos.VERSIONS:
        ctx = combos.client_context(kind, version)
        server_ctx = combos.server_context(kind)
        files, free = [], []
        for _ in range(3):
            done = asyncio.run(round(port, ctx, server_ctx))
            gc.collect()
            gc.collect()
            files.append(open_files())
            free.append(gc.mem_free())
        # What connections leave behind, they leave every time; what the collector misses, it finds another time.
        lost = min(free[0] - free[1], free[1] - free[2])
        print(kind[0], version[0], done, files[2] - files[0], lost < 1024 or lost)
