# A browser shows the camera's page: Chromium, without a window. It opens more connections than it uses; hence asyncio.

import asyncio, peer, pipe

PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>camera</title><p>hello from the camera</p>"


async def serve(reader, writer):
    try:
        while await reader.readline() not in (b"\r\n", b""):
            pass
        writer.write(PAGE)
        await writer.drain()
    except OSError:
        pass
    writer.close()
    await writer.wait_closed()


async def main(browser, ctx):
    async with await asyncio.start_server(serve, "127.0.0.1", browser.port, ssl=ctx):
        while not browser.ended():
            await asyncio.sleep_ms(20)


for name in ("server", "rsa"):
    browser = peer.chromium(name, "broker.local")
    if isinstance(browser, str):
        print("SKIP:", browser)
        break
    asyncio.run(main(browser, pipe.server_context(name)))
    print(name, "hello from the camera" in browser.output())
