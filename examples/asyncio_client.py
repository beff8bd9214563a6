# A camera fetches a page over TLS while it does other things, with asyncio. The certificates are those of client.py.

import asyncio, ssl

HOST, PORT, NAME = "192.0.2.7", 4433, "broker.local"
TRUSTED = "/flash/server.der"  # the server's own certificate, or that of the CA which issued it


def context(trusted=TRUSTED):
    # open_connection(ssl=True) would take any server; a context with trust anchors takes the right one.
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations(trusted)
    return ctx


async def fetch(ctx):
    reader, writer = await asyncio.open_connection(HOST, PORT, ssl=ctx, server_hostname=NAME)
    try:
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


async def main():
    print(await asyncio.wait_for(fetch(context()), 10))


if __name__ == "__main__":
    asyncio.run(main())
