# A camera serves a web application over TLS, with microdot (copy its microdot.py, from PyPI or its repository, to the camera). The
# certificate is made as server.py or ca_signed.py says.

import ssl

from microdot import Microdot

PORT = 443
CERT, KEY = "/flash/camera.der", "/flash/camera.key.der"

app = Microdot()


@app.get("/")
async def index(request):
    return "hello from the camera\n"


def context(cert=CERT, key=KEY):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain(cert, key)
    return ctx


def main():
    app.run(port=PORT, ssl=context())


if __name__ == "__main__":
    main()
