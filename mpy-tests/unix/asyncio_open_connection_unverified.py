# open_connection(ssl=True) takes any server, as MicroPython's does, and the console says so, once.

import asyncio, peer

server = peer.server("asyncio_echo", "stranger")


async def main():
    for i in range(2):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=True)
        writer.write(b"hello\n")
        await writer.drain()
        print(await reader.readline(), reader.s.verify_result)
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
