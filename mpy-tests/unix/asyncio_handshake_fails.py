# A handshake that fails in asyncio: each side is told by its first read or write, closing closes the socket, and the server goes on.

import asyncio, os, peer, pipe, refused


def open_files():
    return len(list(os.ilistdir("/proc/self/fd")))


def failure(er):
    return refused.describe(er)


async def serve(reader, writer):
    try:
        line = await reader.readline()
        writer.write(line)
        await writer.drain()
    except OSError as er:
        print("server", failure(er))
    writer.close()
    await writer.wait_closed()


async def client(port, ctx, hostname):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=ctx, server_hostname=hostname)
    try:
        writer.write(b"hello\n")
        await writer.drain()
        print("client", await reader.readline())
    except OSError as er:
        print("client", failure(er))
    writer.close()
    await writer.wait_closed()


async def plain(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    await writer.drain()
    try:
        await reader.read()
    except OSError:
        # The server has hung up with bytes unread.
        pass
    writer.close()
    await writer.wait_closed()


async def main(port):
    async with await asyncio.start_server(serve, "127.0.0.1", port, ssl=pipe.server_context()):
        good = pipe.client_context()
        for ctx, hostname in (
            (good, "broker.local"),
            (good, "elsewhere.local"),
            (pipe.client_context("/rom/other-ca.der"), "broker.local"),
        ):
            await client(port, ctx, hostname)
            await asyncio.sleep_ms(50)
        await plain(port)
        await asyncio.sleep_ms(50)
        await client(port, good, "broker.local")
        await asyncio.sleep_ms(50)


port = peer.free_port()
files = open_files()
asyncio.run(main(port))
print(open_files() - files)
