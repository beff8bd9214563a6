# A camera fetches a page over TLS and knows whom it talks to.
#
# On the desk, once:
#   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key.pem -out server.pem \
#       -subj /CN=broker.local -addext subjectAltName=DNS:broker.local,IP:192.0.2.7 -days 365
#   openssl x509 -in server.pem -outform DER -out server.der
# and copy server.der to the camera, to /flash or into its ROMFS image.

import socket, ssl

HOST, PORT, NAME = "192.0.2.7", 4433, "broker.local"
TRUSTED = "/flash/server.der"  # the server's own certificate, or that of the CA which issued it


def fetch(stream, name=NAME, trusted=TRUSTED):
    # cadata says whom to trust, server_hostname whom to expect: with both, a wrong peer is an OSError that says why.
    with ssl.wrap_socket(stream, cadata=trusted, server_hostname=name) as s:
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        return s.read()


def main():
    sock = socket.socket()
    sock.settimeout(10)
    sock.connect(socket.getaddrinfo(HOST, PORT)[0][-1])
    print(fetch(sock))


if __name__ == "__main__":
    main()
