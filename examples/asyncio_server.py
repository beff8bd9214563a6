# A camera serves pages over TLS to many clients at once, with asyncio. The certificate is made as server.py or ca_signed.py says.

import asyncio, ssl

PORT = 443
CERT, KEY = "/flash/camera.der", "/flash/camera.key.der"
PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello from the camera\n"


def context(cert=CERT, key=KEY):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain(cert, key)
    return ctx


async def serve(reader, writer):
    # The handshake is done by the first read, while others are served: what fails in it is raised here.
    try:
        while await reader.readline() not in (b"\r\n", b"\n", b""):
            pass
        writer.write(PAGE)
        await writer.drain()
    except OSError as er:  # this client, not the camera, has a problem
        print(writer.get_extra_info("peername"), er)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "0.0.0.0", PORT, ssl=context())
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
