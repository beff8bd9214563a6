# A camera serves a page over TLS, with a certificate of its own.
#
# On the desk, once:
#   openssl ecparam -name prime256v1 -genkey -noout -out camera.key.pem
#   openssl req -x509 -key camera.key.pem -out camera.pem -subj /CN=camera.local \
#       -addext subjectAltName=DNS:camera.local,IP:192.0.2.8 -days 365
#   openssl x509 -in camera.pem -outform DER -out camera.der
#   openssl pkey -in camera.key.pem -outform DER -out camera.key.der
# and copy the two DER files to the camera. Browsers and curl trust camera.pem when told to.

import socket, ssl

PORT = 443
CERT, KEY = "/flash/camera.der", "/flash/camera.key.der"
PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello from the camera\n"


def context(cert=CERT, key=KEY):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain(cert, key)
    return ctx


def serve(ctx, stream):
    with ctx.wrap_socket(stream, server_side=True) as s:
        while s.readline() not in (b"\r\n", b"\n", b""):
            pass
        s.write(PAGE)


def main():
    ctx = context()
    listener = socket.socket()
    listener.bind(socket.getaddrinfo("0.0.0.0", PORT)[0][-1])
    listener.listen(1)
    while True:
        client, address = listener.accept()
        try:
            serve(ctx, client)
        except OSError as er:  # this client, not the camera, has a problem
            print(address, er)
            client.close()


if __name__ == "__main__":
    main()
