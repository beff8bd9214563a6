# microdot, as it is on PyPI, serves HTTPS to curl, which verifies it: TLS 1.2 and 1.3, ECDSA and RSA, a megabyte each way, and many
# connections.

import asyncio, combos, hashlib, peer
from microdot.microdot import Microdot, Request

Request.max_content_length = 2 * combos.MEGABYTE
app = Microdot()
served = 0
wanted = peer.megabyte()

CURL = "--silent --cacert %s.pem --tlsv%s --tls-max %s --resolve broker.local:{port}:127.0.0.1 "
URL = "https://broker.local:{port}/"


@app.post("/up")
async def up(request):
    h = hashlib.sha256()
    left = request.content_length
    while left:
        data = await request.stream.read(min(left, combos.CHUNK))
        if not data:
            break
        h.update(data)
        left -= len(data)
    return combos.hexdigest(h) + "\n"


@app.get("/data")
async def data(request):
    return (combos.chunk(i) for i in range(128))


@app.get("/hello/<number>")
async def hello(request, number):
    global served
    served += 1
    return number


# Serves until the client has ended.
async def serve(client, ctx):
    server = asyncio.create_task(app.start_server("127.0.0.1", client.port, ssl=ctx))
    while not client.ended():
        await asyncio.sleep_ms(20)
    app.shutdown()
    await server


expected = hashlib.sha256((wanted + "\n").encode())
for i in range(128):
    expected.update(combos.chunk(i))
expected = combos.hexdigest(expected)

contexts = []
for kind in combos.KINDS:
    for version in combos.VERSIONS:
        curl = CURL % (kind[1], version[0], version[0])
        ctx = combos.server_context(kind)
        contexts.append((curl, ctx))
        client = peer.client(
            "curl", curl + "--data-binary @{work}/megabyte " + URL + "up --next " + curl + URL + "data", quiet=True
        )
        asyncio.run(serve(client, ctx))
        print(kind[0], version[0], client.sha256() == expected)


def run(rounds):
    global served
    served = 0
    for curl, ctx in contexts:
        client = peer.client("curl", curl + URL + "hello/[1-%d] " % (rounds // 4), quiet=True)
        asyncio.run(serve(client, ctx))
    return served


combos.many(run)
