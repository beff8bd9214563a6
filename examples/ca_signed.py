# A camera serves a page over TLS, with a certificate that a CA of your own has issued: whoever trusts the CA trusts every camera.
#
# On the desk, once for all cameras:
#   openssl ecparam -name prime256v1 -genkey -noout -out ca.key.pem
#   openssl req -x509 -key ca.key.pem -out ca.pem -subj '/CN=Our Cameras' -days 3650
# and for each of them:
#   openssl ecparam -name prime256v1 -genkey -noout -out camera.key.pem
#   openssl req -new -key camera.key.pem -subj /CN=camera.local -out camera.csr.pem
#   openssl x509 -req -in camera.csr.pem -CA ca.pem -CAkey ca.key.pem -CAcreateserial -days 365 -out camera.pem -extfile camera.ext
# where camera.ext says
#   basicConstraints = critical,CA:FALSE
#   keyUsage = critical,digitalSignature
#   extendedKeyUsage = serverAuth
#   subjectAltName = DNS:camera.local,IP:192.0.2.8
#   subjectKeyIdentifier = hash
#   authorityKeyIdentifier = keyid
# then convert and copy camera.pem (openssl x509 -outform DER) and camera.key.pem (openssl pkey -outform DER). Where an
# intermediate CA has issued it: cat camera.der intermediate.der > chain.der, and copy that. The CA's key stays on the desk.

import socket, ssl

PORT = 443
CHAIN, KEY = "/flash/chain.der", "/flash/camera.key.der"
PAGE = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello from the camera\n"


def context(chain=CHAIN, key=KEY):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain(chain, key)
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
        client.settimeout(10)
        try:
            serve(ctx, client)
        except OSError as er:  # this client, not the camera, has a problem
            print(address, er)
            client.close()


if __name__ == "__main__":
    main()
