# A camera connects to a server that wants to know which camera it is: mutual TLS.
#
# On the desk, with a CA of your own (ca.pem, ca.key.pem):
#   openssl ecparam -name prime256v1 -genkey -noout -out camera.key.pem
#   openssl req -new -key camera.key.pem -subj '/CN=camera 7' -out camera.csr.pem
#   openssl x509 -req -in camera.csr.pem -CA ca.pem -CAkey ca.key.pem -CAcreateserial -days 90 -out camera.pem -extfile camera.ext
# where camera.ext says
#   basicConstraints = critical,CA:FALSE
#   keyUsage = critical,digitalSignature
#   extendedKeyUsage = clientAuth
#   subjectKeyIdentifier = hash
#   authorityKeyIdentifier = keyid
# then convert and copy: openssl x509 -outform DER for ca.pem and camera.pem, openssl pkey -outform DER for camera.key.pem.

import socket, ssl

HOST, PORT, NAME = "192.0.2.7", 4433, "broker.local"
TRUSTED, CERT, KEY = "/flash/ca.der", "/flash/camera.der", "/flash/camera.key.der"


def context(trusted=TRUSTED, cert=CERT, key=KEY):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations(trusted)
    ctx.load_cert_chain(cert, key)
    return ctx


def fetch(ctx, stream, name=NAME):
    with ctx.wrap_socket(stream, server_hostname=name) as s:
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        return s.read()


def main():
    sock = socket.socket()
    sock.settimeout(10)
    sock.connect(socket.getaddrinfo(HOST, PORT)[0][-1])
    print(fetch(context(), sock))


if __name__ == "__main__":
    main()
