# Cancelled in mid-handshake: the task ends, its stream can be closed, and the loop's other connections never notice.

import asyncio, os, peer, pipe

ctx = pipe.client_context()
silent = peer.plain(hold=True)
server = peer.server("asyncio_echo", "server")


def open_files():
    return len(list(os.ilistdir("/proc/self/fd")))


async def busy(turns):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=ctx, server_hostname="broker.local")
    for i in range(turns):
        writer.write(b"%d\n" % i)
        await writer.drain()
        assert await reader.readline() == b"%d\n" % i
    writer.close()
    await writer.wait_closed()
    return turns


async def waiting(ends):
    reader, writer = await asyncio.open_connection("127.0.0.1", silent.port, ssl=ctx, server_hostname="broker.local")
    try:
        await reader.read(1)
    finally:
        ends.append(reader.s.cipher())
        writer.close()
        await writer.wait_closed()


async def main():
    other = asyncio.create_task(busy(200))
    ends = []
    try:
        await asyncio.wait_for_ms(waiting(ends), 100)
    except asyncio.TimeoutError:
        print("timed out")
    task = asyncio.create_task(waiting(ends))
    await asyncio.sleep_ms(50)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    print(ends, await other)


files = open_files()
asyncio.run(main())
print(open_files() - files)
