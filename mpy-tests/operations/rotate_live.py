# A CA is rotated, and a server's certificate with it, under clients that connect all the time and one that stays: over sockets, both ends in
# one event loop. No connection fails, none is cut, and the one that stays keeps what it began with.

try:
    import asyncio, socket
except ImportError:
    print("SKIP: no network")
    raise SystemExit

import peer, pipe
from pipe import ssl

CLIENTS = 4
EACH = 3  # connections of each client in each state: the first may have begun before it
STEPS = (
    ("old", lambda: None),
    ("both", lambda: client.load_verify_locations("/rom/other-ca.der")),
    ("server", lambda: server.replace_identity("/rom/stranger.der", "/rom/stranger.key.der", "/rom/other-ca.der")),
    ("new", lambda: client.replace_verify_locations("/rom/other-ca.der")),
)

client = pipe.client_context("/rom/ca.der")
server = pipe.server_context("server")
port = peer.free_port()
done = [0] * CLIENTS
failed = 0
over = False


async def echo(reader, writer):
    try:
        while data := await reader.read(100):
            writer.write(data)
            await writer.drain()
    except OSError as er:
        print("server", er)
    writer.close()
    await writer.wait_closed()


async def exchange(reader, writer, data):
    writer.write(data)
    await writer.drain()
    return await reader.readexactly(len(data)) == data


async def connect():
    return await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="broker.local")


async def comes_and_goes(number):
    global failed
    while not over:
        try:
            reader, writer = await connect()
            good = await exchange(reader, writer, b"hello")
            writer.close()
            await writer.wait_closed()
            done[number] += good
            failed += not good
        except OSError as er:
            print("client", er)
            failed += 1


async def main():
    global over
    async with await asyncio.start_server(echo, "127.0.0.1", port, 10, ssl=server):
        reader, writer = await connect()
        stays = await exchange(reader, writer, b"first")
        tasks = [asyncio.create_task(comes_and_goes(number)) for number in range(CLIENTS)]
        for step, work in STEPS:
            work()
            enough = [count + EACH for count in done]
            while any(count < least for count, least in zip(done, enough)) and not failed:
                stays = await exchange(reader, writer, b"still") and stays
                await asyncio.sleep_ms(1)
            print(step, failed)
        over = True
        await asyncio.gather(*tasks)
        issuer = reader.s.getpeercert()["issuer"]
        print("the one that stayed:", stays, issuer)
        reader, writer = await connect()
        print(await exchange(reader, writer, b"new"), reader.s.getpeercert()["issuer"])
        print("failed:", failed)


asyncio.run(main())
