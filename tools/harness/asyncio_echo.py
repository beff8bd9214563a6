#!/usr/bin/env python3
"""A server of CPython's asyncio that gives back what it gets: asyncio_echo.py PORT CERTIFICATE (without .pem)."""

import asyncio
import ssl
import sys


async def echo(reader, writer):
    try:
        while data := await reader.read(16384):
            writer.write(data)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
    except (OSError, asyncio.IncompleteReadError):
        pass


async def main(port, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{name}.pem", f"{name}.key.pem")
    server = await asyncio.start_server(echo, "127.0.0.1", port, ssl=context)
    print("ACCEPT", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
